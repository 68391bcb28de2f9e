using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace SraCl.Cli.Tests.Commands;

[Collection(SharedShop.Name)]
public sealed class CompareCommandTests(PreparedShop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Compare_WithAndWithout_ReportsEachAgainstItself()
    {
        string output = await CommandLine.OutputAsync(Compare("--semantics", shop.Semantics, "--with-and-without", "--backbones", "transformer", "--seeds", "2"));

        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(_folder[Path.Combine("out", "comparison.json")]))!;
        Assert.Equal(["transformer", "transformer+sra-cl"], json["variants"]!.AsObject().Select(variant => variant.Key));
        Assert.Equal("transformer", json["variants"]!["transformer+sra-cl"]!["baseline"]!.GetValue<string>());
        Assert.Equal([1, 2], json["variants"]!["transformer"]!["runs"]!.AsArray().Select(run => run!["seed"]!.GetValue<int>()));
        Assert.True(json["variants"]!["transformer"]!["parameters"]!.GetValue<long>() > 1000);
        Assert.Contains("comparison.html", output, StringComparison.Ordinal);
        string markdown = await File.ReadAllTextAsync(_folder[Path.Combine("out", "comparison.md")]);
        Assert.Contains("| transformer+sra-cl |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_EveryRecommenderInEveryVariant_TrainsAndDiffers()
    {
        string output = await CommandLine.OutputAsync(Compare(
            "--semantics", shop.Semantics, "--backbones", "gru4rec,sasrec,sasrec-original,bert4rec,duorec,cl4srec,transformer", "--variants", "plain,text,sra-cl,text+sra-cl", "--seeds", "1"));

        string[] losses = [.. output.Split('\n').Where(line => line.StartsWith("Epoch 1/1", StringComparison.Ordinal)).Select(line => line[..line.IndexOf("MRR", StringComparison.Ordinal)])];
        Assert.Equal(28, losses.Length);
        Assert.Equal(28, losses.Distinct(StringComparer.Ordinal).Count());
        foreach (string name in new[] { "gru4rec", "sasrec-original+sra-cl", "bert4rec+text", "cl4srec+text+sra-cl" })
        {
            string recommended = await CommandLine.OutputAsync("recommend", "--model", _folder[Path.Combine("out", name + "-1")], "--history", "i1,i2", "--top", "3");
            Assert.Contains("i", recommended, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Compare_SecondCallWithMoreVariants_TrainsTheNewOnesAlone()
    {
        await CommandLine.OutputAsync(Compare("--backbones", "transformer", "--seeds", "1"));

        string output = await CommandLine.OutputAsync(Compare("--semantics", shop.Semantics, "--variants", "plain,cross,intra", "--backbones", "transformer", "--seeds", "1"));

        Assert.Equal(2, output.Split("Epoch 1/1 ").Length - 1);
        Assert.Contains("transformer, seed 1: finished earlier", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_Page_IsWellFormedAndLoadsNothing()
    {
        await CommandLine.OutputAsync(Compare("--semantics", shop.Semantics, "--with-and-without", "--backbones", "transformer", "--seeds", "2"));

        string page = await File.ReadAllTextAsync(_folder[Path.Combine("out", "comparison.html")]);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("</i>with both losses<", page, StringComparison.Ordinal);
        Assert.DoesNotContain("other variants", page, StringComparison.Ordinal); // There are none.
        XElement[] charts = [.. page.Split("<svg")[1..].Select(part => XElement.Parse("<svg" + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + "</svg>".Length)]))];
        Assert.Equal(2, charts.Length);
        Assert.All(charts, chart => Assert.Equal(2, chart.Descendants("rect").Count()));
        Assert.All(charts, chart => Assert.All(chart.Descendants("rect"), bar => Assert.InRange((double)bar.Attribute("width")!, 0, 440)));
        Assert.Contains(charts[0].Descendants("rect"), bar => (double)bar.Attribute("width")! > 300);
    }

    [Theory]
    [InlineData("There is no backbone 'bert'. Expected one of: transformer, sasrec", "--backbones", "bert")]
    [InlineData("--backbones is 'transformer,transformer'", "--backbones", "transformer,transformer")]
    [InlineData("--backbones is ','", "--backbones", ",")]
    [InlineData("'most' in --variants is not known", "--variants", "most")]
    [InlineData("'plain+text' in --variants is not known", "--variants", "plain+text")]
    [InlineData("--variants is 'plain,plain'", "--variants", "plain,plain")]
    [InlineData("The variant 'sra-cl' reads neighbors", "--with-and-without")]
    [InlineData("Leave one of them out", "--with-and-without", "--variants", "plain")]
    [InlineData("--seeds is '1..'", "--seeds", "1..")]
    [InlineData("--heads is 3", "--heads", "3")]
    [InlineData("--dropout is 1; expected a probability", "--backbones", "gru4rec", "--dropout", "1")]
    [InlineData("configuration is not valid. --inner-size is 0", "--backbones", "gru4rec", "--inner-size", "0")]
    public async Task Compare_UnusableOption_IsNamed(string expected, params string[] options)
    {
        Assert.Contains(expected, await CommandLine.ErrorAsync(Compare(options)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Theory]
    [InlineData("text+sra-cl,sra-cl+text", "transformer+text+sra-cl")]
    [InlineData("plain,sra-cl,cross+intra", "transformer+sra-cl")]
    public async Task Compare_VariantUnderTwoSpellings_IsRefused(string variants, string name)
    {
        string error = await CommandLine.ErrorAsync(Compare("--semantics", shop.Semantics, "--backbones", "transformer", "--variants", variants));

        Assert.Contains($"--variants is '{variants}'; '{name}' is in it under two spellings", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private string[] Compare(params string[] options) => ["compare", "--interactions", shop.Interactions, "--out", _folder["out"], "--hidden-size", "8", "--epochs", "1", .. options];
}
