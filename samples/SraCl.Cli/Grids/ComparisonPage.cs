using SraCl.Cli.Pages;
using SraCl.Training.Evaluation;
using static SraCl.Cli.Pages.HtmlPage;

namespace SraCl.Cli.Grids;

/// <summary>A comparison as one self-contained page: bars with deviations, and the tables.</summary>
internal static class ComparisonPage
{
    private const string Alone = "var(--plain)";
    private const double Level = 0.05;

    private static string WithBoth => Color(0);

    private static string Other => Color(1);

    private static (string Name, string Color)[] Key => [("alone", Alone), ("with both losses", WithBoth), ("other variants", Other)];

    /// <summary>Makes the page.</summary>
    /// <param name="result">The result, with at least one finished run.</param>
    public static string Create(GridResult result)
    {
        GridRun any = result.Runs.Values.First();
        var page = new HtmlPage("Comparison of recommenders");
        page.Paragraph($"{Path.GetFileName(result.Plan.Data.Interactions)}; {any.Ranks.Count:N0} cases; {any.Protocol}");
        page.Paragraph($"Losses: {result.Plan.Losses}");
        if (!result.IsComplete)
        {
            page.Paragraph($"Not all is trained: {result.Runs.Count} of {result.Plan.Variants.Count * result.Plan.Seeds.Count} runs are finished.");
        }

        foreach (MetricName metric in (MetricName[])[GridResult.Metrics[1], GridResult.Metrics[3]])
        {
            page.Heading($"{metric}");
            page.Key(Key.Where(entry => result.Variants.Select(ColorOf).Contains(entry.Color, StringComparer.Ordinal)));
            page.Chart(BarChart.Create($"{metric} of each variant", Bars(result, metric)));
        }

        page.Heading("All figures");
        page.Paragraph($"Mean of the test over the seeds ± standard deviation.");
        Means(page, result);
        page.Heading("Changes");
        page.Paragraph($"Against the recommender alone, over the seeds that both have. In bold: p below .05. {GridSignificance.Describe(result.Variants.Count(variant => result.Compare(variant) is not null))}.");
        Changes(page, result);
        return page.ToString();
    }

    private static Bar[] Bars(GridResult result, MetricName metric)
    {
        GridVariant[] variants = [.. result.Variants];
        return [.. variants.Select((variant, index) =>
        {
            double mean = result.Mean(variant.Name, metric);
            bool apart = index > 0 && variant.Plan.System != variants[index - 1].Plan.System;
            return result.Deviation(variant.Name, metric) is { } deviation
                ? new Bar(variant.Name, mean, ColorOf(variant), mean - deviation, mean + deviation, Invariant($"{variant.Name}: {mean:F4} ± {deviation:F4}"), apart)
                : new Bar(variant.Name, mean, ColorOf(variant), Apart: apart);
        })];
    }

    private static string ColorOf(GridVariant variant) => (variant.Plan.Contrast, variant.Plan.ItemVectors) switch
    {
        (null, null) => Alone,
        ({ CrossSequence: true, IntraSequence: true }, null) => WithBoth,
        _ => Other,
    };

    private static void Means(HtmlPage page, GridResult result) => page.Table(
        ["Variant", .. GridResult.Metrics.Select(metric => metric.ToString()), "Seeds", "Best epoch", "s/epoch", "Parameters"],
        result.Variants.Select(variant =>
        {
            IReadOnlyList<GridRun> runs = result.Of(variant.Name);
            return (IEnumerable<TableCell>)
            [
                variant.Name,
                .. GridResult.Metrics.Select(metric => (TableCell)Invariant($"{result.Mean(variant.Name, metric):F4}{(result.Deviation(variant.Name, metric) is { } deviation ? Invariant($" ± {deviation:F4}") : string.Empty)}")),
                Invariant($"{runs.Count}"),
                Invariant($"{runs.Average(run => run.BestEpoch):F0}"),
                Invariant($"{runs.Average(run => run.EpochSeconds):F1}"),
                Invariant($"{runs[0].Parameters:N0}"),
            ];
        }));

    private static void Changes(HtmlPage page, GridResult result) => page.Table(
        ["Variant", "Against", .. GridResult.Metrics.Select(metric => metric.ToString()), "Seeds"],
        result.Variants.Where(variant => variant.Baseline is not null).Select(variant =>
        {
            GridComparison? comparison = result.Compare(variant);
            return (IEnumerable<TableCell>)
            [
                variant.Name,
                variant.Baseline!,
                .. GridResult.Metrics.Select(metric => Change(result, variant, metric, comparison)),
                Invariant($"{comparison?.Seeds.Count ?? 0}"),
            ];
        }));

    private static TableCell Change(GridResult result, GridVariant variant, MetricName metric, GridComparison? comparison)
    {
        if (comparison?.Change(metric) is not { } change)
        {
            return "-";
        }

        double p = result.Significance(variant.Name, metric).Corrected;
        return new TableCell(Invariant($"{change:+0.0 %;-0.0 %;0.0 %} (p {(p < 0.001 ? "< .001" : Invariant($"= {p:.000}"))})"), p < Level);
    }
}
