using System.Globalization;
using System.Net;
using System.Text;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Grids;

/// <summary>A comparison as one self-contained page: bars with deviations, and the tables. Nothing is loaded from anywhere.</summary>
internal static class ComparisonPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1c2024; --faint: #60646c; --line: #d9d9e0; --paper: #ffffff; --plain: #8b8d98; --lift: #3358d4; --other: #2b9a66; }
        @media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --faint: #b0b4ba; --line: #43484e; --paper: #111113; --plain: #777b84; --lift: #7f9bff; --other: #4cc38a; } }
        body { margin: 0 auto; max-width: 66rem; padding: 1.5rem 1rem 3rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; } p { margin: .25rem 0; color: var(--faint); }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; } th:first-child, td:first-child { text-align: left; }
        th { font-weight: 600; color: var(--faint); } .sure { font-weight: 600; } svg { display: block; width: 100%; max-width: 40rem; height: auto; } text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        .value { fill: var(--faint); } .whisker { stroke: var(--ink); stroke-width: 1.5; } .plain { fill: var(--plain); } .lift { fill: var(--lift); } .other { fill: var(--other); }
        .key i { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin: 0 .35rem 0 1rem; vertical-align: baseline; } .key i:first-child { margin-left: 0; }
        @media print { body { max-width: none; } }
        """;

    /// <summary>Makes the page.</summary>
    /// <param name="result">The result, with at least one finished run.</param>
    public static string Create(GridResult result)
    {
        GridRun any = result.Runs.Values.First();
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Comparison of recommenders</title>\n<style>\n")
            .Append(Style)
            .Append("\n</style>\n</head>\n<body>\n<h1>Comparison of recommenders</h1>\n");
        Paragraph(page, $"{Path.GetFileName(result.Plan.Data.Interactions)}; {any.Ranks.Count:N0} cases; {any.Protocol}");
        Paragraph(page, $"Losses: {result.Plan.Losses}");
        if (!result.IsComplete)
        {
            Paragraph(page, $"Not all is trained: {result.Runs.Count} of {result.Plan.Variants.Count * result.Plan.Seeds.Count} runs are finished.");
        }

        foreach (MetricName metric in (MetricName[])[GridResult.Metrics[1], GridResult.Metrics[3]])
        {
            Heading(page, $"{metric}");
            Bars(page, result, metric);
        }

        Heading(page, $"All figures");
        Paragraph(page, $"Mean of the test over the seeds ± standard deviation.");
        Means(page, result);
        Heading(page, $"Changes");
        Paragraph(page, $"Against the recommender alone, over the seeds that both have. In bold: p below .05. {GridSignificance.Describe(result.Variants.Count(variant => result.Compare(variant) is not null))}.");
        Changes(page, result);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Bars(StringBuilder page, GridResult result, MetricName metric)
    {
        // A name stands over its bar and not beside it, so that the page can be read on a phone.
        const int Width = 480;
        const int Right = 56;
        const int Row = 36;
        const int Thickness = 14;
        const int Gap = 12;
        GridVariant[] variants = [.. result.Variants];
        double largest = variants.Max(variant => result.Mean(variant.Name, metric) + (result.Deviation(variant.Name, metric) ?? 0));
        double scale = largest > 0 ? (Width - Right) / largest : 0;
        var bars = new StringBuilder();
        double y = 0;
        for (int i = 0; i < variants.Length; i++)
        {
            GridVariant variant = variants[i];
            y += i > 0 && variant.Plan.System != variants[i - 1].Plan.System ? Gap : 0;
            double mean = result.Mean(variant.Name, metric);
            double? deviation = result.Deviation(variant.Name, metric);
            double end = mean * scale;
            double top = y + Row - Thickness - 4;
            double middle = top + (Thickness / 2.0);
            bars.Append(Invariant($"<g><title>{Escape(variant.Name)}: {mean:F4}{(deviation is { } d ? Invariant($" ± {d:F4}") : string.Empty)}</title>"))
                .Append(Invariant($"<text x=\"0\" y=\"{top - 4:F1}\">{Escape(variant.Name)}</text>"))
                .Append(Invariant($"<rect class=\"{Kind(variant)}\" x=\"0\" y=\"{top:F1}\" width=\"{end:F1}\" height=\"{Thickness}\" rx=\"2\"/>"));
            if (deviation is > 0)
            {
                bars.Append(Invariant($"<line class=\"whisker\" x1=\"{end - (deviation * scale):F1}\" x2=\"{end + (deviation * scale):F1}\" y1=\"{middle:F1}\" y2=\"{middle:F1}\"/>"));
            }

            bars.Append(Invariant($"<text class=\"value\" x=\"{end + ((deviation ?? 0) * scale) + 6:F1}\" y=\"{middle + 4:F1}\">{mean:F4}</text></g>\n"));
            y += Row;
        }

        page.Append("<p class=\"key\"><i style=\"background: var(--plain)\"></i>alone<i style=\"background: var(--lift)\"></i>with both losses<i style=\"background: var(--other)\"></i>other variants</p>\n")
            .Append(Invariant($"<svg viewBox=\"0 0 {Width} {y:F0}\" role=\"img\" aria-label=\"{metric} of each variant\">\n"))
            .Append(bars)
            .Append("</svg>\n");
    }

    private static string Kind(GridVariant variant) => (variant.Plan.Contrast, variant.Plan.ItemVectors) switch
    {
        (null, null) => "plain",
        ({ CrossSequence: true, IntraSequence: true }, null) => "lift",
        _ => "other",
    };

    private static void Means(StringBuilder page, GridResult result)
    {
        Head(page, ["Variant", .. GridResult.Metrics.Select(metric => metric.ToString()), "Seeds", "Best epoch", "s/epoch", "Parameters"]);
        foreach (GridVariant variant in result.Variants)
        {
            IReadOnlyList<GridRun> runs = result.Of(variant.Name);
            Cells(
                page,
                [
                    Escape(variant.Name),
                    .. GridResult.Metrics.Select(metric => Invariant($"{result.Mean(variant.Name, metric):F4}{(result.Deviation(variant.Name, metric) is { } deviation ? Invariant($" ± {deviation:F4}") : string.Empty)}")),
                    Invariant($"{runs.Count}"),
                    Invariant($"{runs.Average(run => run.BestEpoch):F0}"),
                    Invariant($"{runs.Average(run => run.EpochSeconds):F1}"),
                    Invariant($"{runs[0].Parameters:N0}"),
                ]);
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Changes(StringBuilder page, GridResult result)
    {
        const double Level = 0.05;
        Head(page, ["Variant", "Against", .. GridResult.Metrics.Select(metric => metric.ToString()), "Seeds"]);
        foreach (GridVariant variant in result.Variants.Where(variant => variant.Baseline is not null))
        {
            GridComparison? comparison = result.Compare(variant);
            Cells(
                page,
                [
                    Escape(variant.Name),
                    Escape(variant.Baseline!),
                    .. GridResult.Metrics.Select(metric => Change(variant, metric, comparison)),
                    Invariant($"{comparison?.Seeds.Count ?? 0}"),
                ]);
        }

        page.Append("</tbody></table></div>\n");

        string Change(GridVariant variant, MetricName metric, GridComparison? comparison)
        {
            if (comparison?.Change(metric) is not { } change)
            {
                return "-";
            }

            double p = result.Significance(variant.Name, metric).Corrected;
            string text = Invariant($"{change:+0.0 %;-0.0 %;0.0 %} (p {(p < 0.001 ? "&lt; .001" : Invariant($"= {p:.000}"))})");
            return p < Level ? $"<span class=\"sure\">{text}</span>" : text;
        }
    }

    private static void Head(StringBuilder page, IEnumerable<string> headings) =>
        page.Append("<div class=\"scroll\"><table><thead><tr>").AppendJoin(string.Empty, headings.Select(heading => $"<th>{Escape(heading)}</th>")).Append("</tr></thead><tbody>\n");

    private static void Cells(StringBuilder page, IEnumerable<string> cells) =>
        page.Append("<tr>").AppendJoin(string.Empty, cells.Select(cell => $"<td>{cell}</td>")).Append("</tr>\n");

    private static void Heading(StringBuilder page, FormattableString text) => page.Append("<h2>").Append(Escape(Invariant(text))).Append("</h2>\n");

    private static void Paragraph(StringBuilder page, FormattableString text) => page.Append("<p>").Append(Escape(Invariant(text))).Append("</p>\n");

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
