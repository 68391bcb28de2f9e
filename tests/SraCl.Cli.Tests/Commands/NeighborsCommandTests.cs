using System.Text.Json.Nodes;

namespace SraCl.Cli.Tests.Commands;

[Collection(SharedShop.Name)]
public sealed class NeighborsCommandTests(PreparedShop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Neighbors_Json_GivesIdsAndTitlesNearestFirst()
    {
        JsonNode json = JsonNode.Parse(await CommandLine.OutputAsync("neighbors", "--semantics", shop.Semantics, "--item", "i5", "--top", "3", "--json"))!;

        Assert.Equal("i5", json["id"]!.GetValue<string>());
        Assert.Equal("stove number 5", json["title"]!.GetValue<string>());
        JsonArray neighbors = json["neighbors"]!.AsArray();
        Assert.Equal(["i4", "i6", "i7"], neighbors.Select(neighbor => neighbor!["id"]!.GetValue<string>()).Order());
        Assert.All(neighbors, neighbor => Assert.StartsWith("stove number", neighbor!["title"]!.GetValue<string>(), StringComparison.Ordinal));
        double[] cosines = [.. neighbors.Select(neighbor => neighbor!["cosine"]!.GetValue<double>())];
        Assert.Equal(cosines.OrderDescending(), cosines);
        Assert.All(cosines, cosine => Assert.InRange(cosine, 0, 1));
    }

    [Fact]
    public async Task Neighbors_PlainOutput_ShowsAllThatWereFound()
    {
        string output = await CommandLine.OutputAsync("neighbors", "--semantics", shop.Semantics, "--item", "i0");

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("i0  tent number 0", lines[0].Trim());
        Assert.Equal("tent number 0 tents", lines[1].Trim());
        Assert.Equal(3 + (2 * 10), lines.Length);
    }

    [Fact]
    public async Task Neighbors_WithoutTexts_ShowsIds()
    {
        await CommandLine.OutputAsync("prepare", "--interactions", shop.Interactions, "--out", _folder["out"], "--embedder", "collaborative");

        JsonNode json = JsonNode.Parse(await CommandLine.OutputAsync("neighbors", "--semantics", _folder["out"], "--item", "i0", "--json"))!;

        Assert.Null(json["title"]);
        Assert.Equal(10, json["neighbors"]!.AsArray().Select(neighbor => neighbor!["id"]!.GetValue<string>()).Distinct().Count());
    }

    [Theory]
    [InlineData("no item 'i99' among the 12", "--item", "i99")]
    [InlineData("--top is 11; expected 1 to 10", "--item", "i0", "--top", "11")]
    [InlineData("--top is 0; expected 1 to 10", "--item", "i0", "--top", "0")]
    public async Task Neighbors_UnusableOption_IsNamed(string expected, params string[] options) =>
        Assert.Contains(expected, await CommandLine.ErrorAsync(["neighbors", "--semantics", shop.Semantics, .. options]), StringComparison.Ordinal);

    [Fact]
    public async Task Neighbors_NoDirectory_SaysHowToMakeOne()
    {
        string error = await CommandLine.ErrorAsync("neighbors", "--semantics", _folder["nothing"], "--item", "i0");

        Assert.Contains(_folder["nothing"], error, StringComparison.Ordinal);
        Assert.Contains("'sracl prepare'", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "'items.jsonl' is missing")]
    [InlineData("{\"id\":\"i0\"}\n", "has 1 items, 'semantics.json' beside it says 12")]
    public async Task Neighbors_ItemListDoesNotFit_AsksToPrepareAgain(string? list, string expected)
    {
        Directory.CreateDirectory(_folder["copy"]);
        File.Copy(Path.Combine(shop.Semantics, "semantics.json"), Path.Combine(_folder["copy"], "semantics.json"));
        if (list is not null)
        {
            _folder.Write(Path.Combine("copy", "items.jsonl"), list);
        }

        Assert.Contains(expected, await CommandLine.ErrorAsync("neighbors", "--semantics", _folder["copy"], "--item", "i0"), StringComparison.Ordinal);
    }
}
