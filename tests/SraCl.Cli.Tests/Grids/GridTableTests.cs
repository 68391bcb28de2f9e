using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using SraCl.Cli.Data;
using SraCl.Cli.Grids;
using SraCl.Cli.Runs;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;
using SraCl.Training.Statistics;

namespace SraCl.Cli.Tests.Grids;

public sealed class GridTableTests
{
    private static readonly double[] Good = [1, 1, 2, 11];
    private static readonly double[] Bad = [30, 11, 30, 30];
    private static readonly double[] Worse = [30, 30, 30, 30];

    [Fact]
    public void Json_DifferentNumbersOfSeeds_ComparesTheCommonOnesAlone()
    {
        // With seed 2, which only 'both' has, it would look as bad as 'none'.
        GridResult result = Result((AblationVariant.None, 1, Bad), (AblationVariant.Both, 1, Good), (AblationVariant.Both, 2, Worse));

        JsonNode both = GridJson.Create(result)["variants"]!["both"]!;

        Assert.Equal([1], both["comparedSeeds"]!.AsArray().Select(seed => seed!.GetValue<long>()));
        Assert.Equal(0.5, both["metrics"]!["HR@20"]!["mean"]!.GetValue<double>());
        Assert.Equal(3, both["metrics"]!["HR@20"]!["change"]!.GetValue<double>(), 12);
        Assert.Equal(new GridComparison([1], [Run(Good)], [Run(Bad)]).PValue(GridResult.Metrics[1]), both["metrics"]!["HR@20"]!["p"]!.GetValue<double>());
    }

    [Fact]
    public void Json_SeveralVariants_AreCorrectedTogetherByMetric()
    {
        GridResult result = Result((AblationVariant.None, 1, Bad), (AblationVariant.User, 1, Worse), (AblationVariant.Both, 1, Good));

        JsonNode variants = GridJson.Create(result)["variants"]!;

        double[] ps = [P("user", "p"), P("both", "p")];
        Assert.Equal(HolmCorrection.Adjust(ps), (double[])[P("user", "pHolm"), P("both", "pHolm")]);
        Assert.NotEqual(ps.Min(), Math.Min(P("user", "pHolm"), P("both", "pHolm")));
        Assert.Contains("corrected by Holm for the 2 variants that a metric compares", Write(result), StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"(p = {P("both", "pHolm"):.000})"), Write(result), StringComparison.Ordinal);

        double P(string variant, string name) => variants[variant]!["metrics"]!["HR@20"]![name]!.GetValue<double>();
    }

    [Fact]
    public void Json_TwoSeeds_HaveAnInterval()
    {
        GridResult result = Result((AblationVariant.None, 1, Bad), (AblationVariant.None, 2, Good));

        JsonNode metric = GridJson.Create(result)["variants"]!["none"]!["metrics"]!["HR@20"]!;

        // Means 0.25 and 1: 0.625 ± 12.706 · 0.375.
        Assert.Equal(0.625 - (12.706204736174705 * 0.375), metric["interval"]![0]!.GetValue<double>(), 9);
    }

    [Fact]
    public void Write_BaselineHasNoRun_ComparesNothing()
    {
        string text = Write(Result((AblationVariant.Both, 1, Good)));

        Assert.Contains("both    0.7500 ± - 1.0000 ± -", text, StringComparison.Ordinal);
        Assert.Contains("both        -     -       -       -     0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("none ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NoCommonSeed_ComparesNothing() =>
        Assert.Contains("both        -     -       -       -     0", Write(Result((AblationVariant.None, 1, Bad), (AblationVariant.Both, 2, Good))), StringComparison.Ordinal);

    [Fact]
    public void Write_BaselineAlone_HasNoSecondTable() =>
        Assert.DoesNotContain("Change against", Write(Result((AblationVariant.None, 1, Good))), StringComparison.Ordinal);

    [Fact]
    public void Write_BaselineHitsNothing_LeavesTheChangeOpen()
    {
        GridResult result = Result((AblationVariant.None, 1, Worse), (AblationVariant.Both, 1, Good));

        Assert.Contains("- (p = ", Write(result), StringComparison.Ordinal);
        Assert.Null(GridJson.Create(result)["variants"]!["both"]!["metrics"]!["HR@20"]!["change"]);
    }

    [Fact]
    public void Write_OnATerminalOf120Columns_WrapsNoRow()
    {
        (AblationVariant, long, double[])[] runs =
            [.. Enum.GetValues<AblationVariant>().SelectMany(variant => new (AblationVariant, long, double[])[] { (variant, 1, Good), (variant, 2, variant == AblationVariant.None ? Worse : Bad) })];

        string text = Write(Result(runs), terminal: true);

        string[] rows = [.. text.Split('\n').Where(line => line.StartsWith('│'))];
        Assert.Equal(2 + 6 + 5, rows.Length);
        Assert.All(rows, row => Assert.True(row.TrimEnd().Length <= 120 && row.TrimEnd().EndsWith('│'), row));
        Assert.All(rows, row => Assert.DoesNotContain('…', row));
    }

    private static string Write(GridResult result, bool terminal = false)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 120;
        console.Profile.Capabilities.Unicode = true;
        GridTable.Write(console, result, markdown: false);
        return writer.ToString();
    }

    private static GridResult Result(params (AblationVariant Variant, long Seed, double[] Ranks)[] runs)
    {
        var manifest = new SemanticsManifest
        {
            FormatVersion = 1,
            SraClVersion = "1.0.0",
            ItemCount = 30,
            UserCount = 4,
            SequenceCount = 9,
            Protocol = SemanticProtocol.Default,
            Options = new SemanticNeighborsOptions(),
            Details = new SemanticDetails(),
        };
        var source = new SemanticsSource("semantics", manifest);
        GridPlan plan = AblationGrid.Create(
            new TrainingPlan(new DataRecipe { Interactions = "shop.txt" }, "out"), new ContrastPlan(source), source, Enum.GetValues<AblationVariant>(), [1, 2]);
        return new GridResult(plan, runs.ToDictionary(run => (ResultJson.Name(run.Variant), run.Seed), run => Run(run.Ranks)));
    }

    private static GridRun Run(double[] ranks) => new()
    {
        Settings = "{}",
        BestEpoch = 12,
        Epochs = 23,
        EpochSeconds = 123.4,
        Score = 0.1,
        Parameters = 1234,
        Ranks = ranks,
        Protocol = "test",
    };
}
