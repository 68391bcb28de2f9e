using System.Globalization;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Runs;

/// <summary>Shows the result of an ablation: means and deviations over the seeds, then gains and whether they could be chance.</summary>
internal static class AblationTable
{
    /// <summary>Writes the tables: a row a variant.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="result">The result, with at least one finished run.</param>
    /// <param name="markdown">Whether the tables are written as Markdown.</param>
    public static void Write(IAnsiConsole report, AblationResult result, bool markdown)
    {
        TableBorder border = markdown ? TableBorder.Markdown : report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None;
        WriteMeans(report, result, border);
        WriteChanges(report, result, border);
        AblationRun any = result.Runs.Values.First();
        report.Line($"Losses    {result.Plan.Losses}");
        report.Line($"Protocol  {any.Protocol}; {any.Ranks.Count:N0} cases");
    }

    private static void WriteMeans(IAnsiConsole report, AblationResult result, TableBorder border)
    {
        Table table = Create(border, [.. AblationResult.Metrics.Select(metric => metric.ToString()), "Seeds", "Best epoch", "s/epoch"]);
        foreach (AblationVariant variant in result.Variants)
        {
            IReadOnlyList<AblationRun> runs = result.Of(variant);
            table.AddRow(
            [
                ResultJson.Name(variant),
                .. AblationResult.Metrics.Select(metric => MeanCell(result, variant, metric)),
                Text($"{runs.Count}"),
                Text($"{runs.Average(run => run.BestEpoch):F0}"),
                Text($"{runs.Average(run => run.EpochSeconds):F1}"),
            ]);
        }

        report.Write(table);
        report.Line($"Test: mean ± standard deviation over the seeds ('-' with one seed)");
    }

    private static void WriteChanges(IAnsiConsole report, AblationResult result, TableBorder border)
    {
        AblationVariant[] others = [.. result.Variants.Where(variant => variant != result.Baseline)];
        if (others.Length == 0)
        {
            return;
        }

        string baseline = ResultJson.Name(result.Baseline);
        report.Line($"");
        Table table = Create(border, [.. AblationResult.Metrics.Select(metric => metric.ToString()), "Seeds"]);
        foreach (AblationVariant variant in others)
        {
            AblationComparison? comparison = result.Compare(variant);
            table.AddRow([ResultJson.Name(variant), .. AblationResult.Metrics.Select(metric => ChangeCell(metric, comparison)), Text($"{comparison?.Seeds.Count ?? 0}")]);
        }

        report.Write(table);
        report.Line($"Change against '{baseline}' over the seeds that both have finished; p: two-sided paired randomization test over the cases, each with the mean of these seeds");
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

    private static string MeanCell(AblationResult result, AblationVariant variant, MetricName metric) =>
        Text($"{result.Mean(variant, metric):F4} ± {(result.Deviation(variant, metric) is { } deviation ? Text($"{deviation:F4}") : "-")}");

    private static string ChangeCell(MetricName metric, AblationComparison? comparison)
    {
        if (comparison is null)
        {
            return "-";
        }

        double p = comparison.PValue(metric);
        string change = comparison.Change(metric) is { } value ? Text($"{value:+0.0 %;-0.0 %;0.0 %}") : "-";
        return Text($"{change} (p {(p < 0.001 ? "< .001" : Text($"= {p:.000}"))})");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
