using System.Globalization;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Grids;

/// <summary>Shows the result of a grid: means and deviations over the seeds, then changes and whether they could be chance.</summary>
internal static class GridTable
{
    private static readonly string[] Parameters = ["Parameters"];

    /// <summary>Writes the tables: a row a variant.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="result">The result, with at least one finished run.</param>
    /// <param name="markdown">Whether the tables are written as Markdown.</param>
    public static void Write(IAnsiConsole report, GridResult result, bool markdown)
    {
        TableBorder border = markdown ? TableBorder.Markdown : report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None;
        WriteMeans(report, result, border);
        WriteChanges(report, result, border);
        GridRun any = result.Runs.Values.First();
        report.Line($"Losses    {result.Plan.Losses}");
        report.Line($"Protocol  {any.Protocol}; {any.Ranks.Count:N0} cases");
    }

    private static void WriteMeans(IAnsiConsole report, GridResult result, TableBorder border)
    {
        // Of one backbone all variants have as many parameters.
        bool withParameters = result.Plan.Variants.Select(variant => variant.Plan.System).Distinct().Count() > 1;
        Table table = Create(border, [.. GridResult.Metrics.Select(metric => metric.ToString()), "Seeds", "Best epoch", "s/epoch", .. withParameters ? Parameters : []]);
        foreach (GridVariant variant in result.Variants)
        {
            IReadOnlyList<GridRun> runs = result.Of(variant.Name);
            table.AddRow(
            [
                variant.Name,
                .. GridResult.Metrics.Select(metric => MeanCell(result, variant, metric)),
                Text($"{runs.Count}"),
                Text($"{runs.Average(run => run.BestEpoch):F0}"),
                Text($"{runs.Average(run => run.EpochSeconds):F1}"),
                .. withParameters ? new[] { Text($"{runs[0].Parameters:N0}") } : [],
            ]);
        }

        report.Write(table);
        report.Line($"Test: mean ± standard deviation over the seeds ('-' with one seed)");
    }

    private static void WriteChanges(IAnsiConsole report, GridResult result, TableBorder border)
    {
        GridVariant[] compared = [.. result.Variants.Where(variant => variant.Baseline is not null)];
        if (compared.Length == 0)
        {
            return;
        }

        report.Line($"");
        bool sameBaseline = compared.Select(variant => variant.Baseline).Distinct(StringComparer.Ordinal).Count() == 1;
        Table table = Create(border, [.. sameBaseline ? Array.Empty<string>() : ["Against"], .. GridResult.Metrics.Select(metric => metric.ToString()), "Seeds"]);
        foreach (GridVariant variant in compared)
        {
            GridComparison? comparison = result.Compare(variant);
            table.AddRow(
            [
                variant.Name,
                .. sameBaseline ? Array.Empty<string>() : [variant.Baseline!],
                .. GridResult.Metrics.Select(metric => ChangeCell(result, variant, metric, comparison)),
                Text($"{comparison?.Seeds.Count ?? 0}"),
            ]);
        }

        report.Write(table);
        string baseline = sameBaseline ? $" against '{compared[0].Baseline}'" : string.Empty;
        report.Line($"Change{baseline} over the seeds that both have finished; {GridSignificance.Describe(compared.Count(variant => result.Compare(variant) is not null))}");
    }

    private static Table Create(TableBorder border, IEnumerable<string> headings)
    {
        Table table = new Table().Border(border).AddColumn(new TableColumn("Variant").NoWrap());
        foreach (string heading in headings)
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        return table;
    }

    private static string MeanCell(GridResult result, GridVariant variant, MetricName metric) =>
        Text($"{result.Mean(variant.Name, metric):F4} ± {(result.Deviation(variant.Name, metric) is { } deviation ? Text($"{deviation:F4}") : "-")}");

    private static string ChangeCell(GridResult result, GridVariant variant, MetricName metric, GridComparison? comparison)
    {
        if (comparison is null)
        {
            return "-";
        }

        double p = result.Significance(variant.Name, metric).Corrected;
        string change = comparison.Change(metric) is { } value ? Text($"{value:+0.0 %;-0.0 %;0.0 %}") : "-";
        return Text($"{change} (p {(p < 0.001 ? "< .001" : Text($"= {p:.000}"))})");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
