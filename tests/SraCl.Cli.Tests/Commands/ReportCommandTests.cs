using System.Xml.Linq;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Tests.Commands;

[Collection(SharedShop.Name)]
public sealed class ReportCommandTests(PreparedShop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Page => _folder["report.html"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Report_GridOfRuns_ShowsEverySectionAndLoadsNothing()
    {
        await CommandLine.OutputAsync(Compare("--semantics", shop.Semantics, "--with-and-without", "--seeds", "2"));
        await File.WriteAllTextAsync(_folder["items.jsonl"], string.Concat(Enumerable.Range(0, 12).Select(i => $$"""{"id":"i{{i}}","title":"Thing <{{i}}>","category":"Kind {{i % 3}}"}""" + "\n")));

        string output = await CommandLine.OutputAsync("report", _folder["out"], "--html", Page, "--items", _folder["items.jsonl"], "--semantics", shop.Semantics);

        Assert.Contains("report.html", output, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(Page);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        foreach (string heading in new[] { "Test", "Against transformer", "Beyond accuracy", "Training", "Losses", "Groups of users and items", "Alignment and uniformity", "Maps of items", "Nearest items", "How it was made" })
        {
            Assert.Contains($">{heading}</h", page, StringComparison.Ordinal);
        }

        Assert.Contains("Thing &lt;3&gt;", page, StringComparison.Ordinal);
        Assert.Contains("Kind 2", page, StringComparison.Ordinal);
        XElement[] charts = Charts(page);
        Assert.Equal(2 + 2 + 1 + 2 + 2, charts.Length); // Test, training, shares of the one with several losses, groups, maps.
        Assert.All(charts[^2..], map => Assert.Equal(12, map.Descendants("circle").Count()));
        Assert.Contains("cross-sequence", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OneRunWithoutItsData_SaysWhatItLeavesOut()
    {
        string file = _folder.WriteInteractions();
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"]));
        File.Delete(file);

        string output = await CommandLine.OutputAsync("report", _folder["model"], "--html", Page);

        Assert.Contains("--interactions says where it is", output, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(Page);
        Assert.Contains("Training report: model", page, StringComparison.Ordinal);
        Assert.Contains("HR@20", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Maps of items", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_SameRunTwice_IsTheSamePage()
    {
        await CommandLine.OutputAsync(Compare("--seeds", "1"));

        await CommandLine.OutputAsync("report", _folder["out"], "--html", Page, "--threads", "1");
        await CommandLine.OutputAsync("report", _folder["out"], "--html", _folder["again.html"], "--threads", "1");

        Assert.Equal(await File.ReadAllTextAsync(Page), await File.ReadAllTextAsync(_folder["again.html"]));
    }

    [Fact]
    public async Task Report_RunsOfOtherData_AreRefused()
    {
        string file = _folder.WriteInteractions();
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["one"]));
        await File.AppendAllTextAsync(file, "u0 i9\n");
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["other"]));

        string error = await CommandLine.ErrorAsync("report", _folder["one"], _folder["other"], "--html", Page);

        Assert.Contains("was trained on other data than", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Page));
    }

    [Theory]
    [InlineData("with --seen keep, '", "--seen", "mask")]
    [InlineData("with --tie-rule optimistic, '", "--tie-rule", "average")]
    [InlineData("was trained on another split, global-time", "--split", "global-time")]
    public async Task Report_RunsUnderOtherRules_AreRefused(string expected, params string[] options)
    {
        IEnumerable<string> rows = from user in Enumerable.Range(0, 40) from step in Enumerable.Range(0, 8) select $"u{user},i{(user + step) % 12},{(step * 100) + user}\n";
        string file = _folder.Write("timed.csv", "user,item,time\n" + string.Concat(rows));
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["one"], "--epochs", "1"));
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["other"], ["--epochs", "1", .. options]));

        string error = await CommandLine.ErrorAsync("report", _folder["one"], _folder["other"], "--html", Page);

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains(_folder["other"], error, StringComparison.Ordinal);
        Assert.False(File.Exists(Page));
    }

    [Fact]
    public async Task Report_GridsWithOtherSeeds_KeepsTheirVariantsApart()
    {
        await CommandLine.OutputAsync(Compare("--epochs", "1", "--seeds", "1..2", "--out", _folder["low"]));
        await CommandLine.OutputAsync(Compare("--epochs", "1", "--seeds", "3..4", "--out", _folder["high"], "--learning-rate", "0.01"));

        await CommandLine.OutputAsync("report", _folder["low"], _folder["high"], "--html", Page);

        string page = await File.ReadAllTextAsync(Page);
        Assert.Contains(">Against low/transformer<", page, StringComparison.Ordinal);
        Assert.Contains("high/transformer-4: ", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_RunsOfOtherSelectionMetrics_DrawsTheSameMetric()
    {
        string file = _folder.WriteInteractions();
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["one"], "--selection-metric", "mrr@10"));
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["two"], "--selection-metric", "NDCG@20"));
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["three"], "--selection-metric", "HR@3"));
        TrainingLogEpoch best = TrainingLogReader.Read(Path.Combine(_folder["two"], TrainingLog.FileName)).Epochs.Last(epoch => epoch.Best);

        await CommandLine.OutputAsync("report", _folder["one"], _folder["two"], _folder["three"], "--html", Page);

        string page = await File.ReadAllTextAsync(Page);
        XElement chart = Charts(page).Single(svg => string.Equals((string)svg.Attribute("aria-label")!, "MRR@10 on validation by epoch", StringComparison.Ordinal));
        Assert.Contains(FormattableString.Invariant($"two: {best.Validation["MRR@10"]:G5} at {best.Epoch}"), chart.Descendants("circle").Select(dot => dot.Value));
        await CommandLine.OutputAsync("report", _folder["three"], _folder["one"], "--html", Page);
        Assert.Contains("Without a curve of HR@3, which their validations did not measure: one.", await File.ReadAllTextAsync(Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_ChangedData_IsRefused()
    {
        string file = _folder.WriteInteractions();
        await CommandLine.OutputAsync(CommandLine.Train(file, _folder["model"]));
        await File.AppendAllTextAsync(file, "u0 i9\n");

        Assert.Contains("is not the data that", await CommandLine.ErrorAsync("report", _folder["model"], "--html", Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_NoRuns_SaysWhatIsExpected()
    {
        Directory.CreateDirectory(_folder["empty"]);

        Assert.Contains("There is no directory", await CommandLine.ErrorAsync("report", _folder["missing"], "--html", Page), StringComparison.Ordinal);
        Assert.Contains("holds no finished run", await CommandLine.ErrorAsync("report", _folder["empty"], "--html", Page), StringComparison.Ordinal);
        Assert.Contains("is a directory", await CommandLine.ErrorAsync("report", _folder["empty"], "--html", _folder["empty"]), StringComparison.Ordinal);
    }

    private static XElement[] Charts(string page) =>
        [.. page.Split("<svg")[1..].Select(part => XElement.Parse("<svg" + part[..(part.IndexOf("</svg>", StringComparison.Ordinal) + "</svg>".Length)]))];

    private string[] Compare(params string[] options)
    {
        (string Name, string Value)[] usual = [("--out", _folder["out"]), ("--epochs", "2")];
        return
        [
            "compare", "--interactions", shop.Interactions, "--hidden-size", "8", "--backbones", "transformer",
            .. usual.Where(option => !options.Contains(option.Name)).SelectMany(option => new[] { option.Name, option.Value }),
            .. options,
        ];
    }
}
