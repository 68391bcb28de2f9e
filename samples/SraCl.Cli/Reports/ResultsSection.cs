using SraCl.Cli.Pages;
using SraCl.Training.Evaluation;
using SraCl.Training.Statistics;
using static SraCl.Cli.Pages.HtmlPage;

namespace SraCl.Cli.Reports;

/// <summary>What the tests say: bars with intervals, all figures, and differences from the first variant.</summary>
internal static class ResultsSection
{
    private const double Level = 0.05;

    /// <summary>Writes the section.</summary>
    /// <param name="page">The page.</param>
    /// <param name="context">What to write about.</param>
    public static void Write(HtmlPage page, ReportContext context)
    {
        page.Heading("Test");
        if (context.Tested.Count == 0)
        {
            page.Paragraph($"None of the runs has a test: their directories have no results.");
            return;
        }

        page.Paragraph($"Whiskers: where the mean over all such users lies with 95 % confidence (bootstrap over the cases; over the mean of the seeds where there are several).");
        page.Charts(context.Charted.Select(metric => ($"{metric}", BarChart.Create($"{metric} of each run", [.. context.Tested.Select(variant => Bar(variant, metric))]))));
        Figures(page, context);
        if (context.Tested.Count > 1)
        {
            Differences(page, context);
        }

        Lists(page, context);
    }

    private static Bar Bar(ReportedVariant variant, MetricName metric)
    {
        double[] cases = variant.PerCase(metric);
        double mean = cases.Average();
        if (cases.Length < 2)
        {
            return new Bar(variant.Name, mean, variant.Color);
        }

        ConfidenceInterval interval = PairedBootstrap.Interval(cases, new double[cases.Length]);
        return new Bar(variant.Name, mean, variant.Color, interval.Lower, interval.Upper);
    }

    private static void Figures(HtmlPage page, ReportContext context)
    {
        MetricName[] metrics = [.. context.Tested[0].Tests[0].Metrics.Keys.Select(MetricName.Parse)];
        bool several = context.Tested.Any(variant => variant.Tests.Count > 1);
        page.Table(
            ["Run", .. metrics.Select(metric => metric.ToString()), .. several ? ["Seeds"] : Array.Empty<string>()],
            context.Tested.Select(variant => (IEnumerable<TableCell>)
            [
                variant.Name,
                .. metrics.Select(metric => (TableCell)Text(variant.Summarize(metric)!)),
                .. several ? [Invariant($"{variant.Tests.Count}")] : Array.Empty<TableCell>(),
            ]));
        if (several)
        {
            page.Paragraph($"Mean over the seeds ± standard deviation.");
        }

        static string Text(SeedSummary summary) => summary.StandardDeviation is { } deviation ? Invariant($"{summary.Mean:F4} ± {deviation:F4}") : Invariant($"{summary.Mean:F4}");
    }

    private static void Differences(HtmlPage page, ReportContext context)
    {
        ReportedVariant baseline = context.Tested[0];
        ReportedVariant[] comparable = [.. context.Tested.Skip(1).Where(variant => variant.Tests[0].CaseCount == baseline.Tests[0].CaseCount)];
        page.Subheading($"Against {baseline.Name}");
        page.Paragraph($"The change, the difference with its 95 % interval, and the p-value of a paired randomization test over the cases, corrected for the number of runs (Holm). In bold: p below .05.");
        var columns = new List<TableCell[]>();
        foreach (MetricName metric in context.Charted)
        {
            double[] reference = baseline.PerCase(metric);
            double[][] cases = [.. comparable.Select(variant => variant.PerCase(metric))];
            double[] corrected = HolmCorrection.Adjust(Array.ConvertAll(cases, values => PairedRandomizationTest.PValue(values, reference)));
            columns.Add([.. cases.Select((values, index) => Difference(values, reference, corrected[index]))]);
        }

        page.Table(
            ["Run", .. context.Charted.Select(metric => metric.ToString())],
            comparable.Select((variant, row) => (IEnumerable<TableCell>)[variant.Name, .. columns.Select(column => column[row])]));
    }

    private static TableCell Difference(double[] values, double[] reference, double p)
    {
        double before = reference.Average();
        double difference = values.Average() - before;
        string change = before > 0 ? Invariant($"{difference / before:+0.0 %;-0.0 %;0.0 %}; ") : string.Empty;
        string interval = values.Length < 2 ? string.Empty : Interval(PairedBootstrap.Interval(values, reference));
        return new TableCell(Invariant($"{change}{difference:+0.0000;-0.0000;0.0000}{interval}, p {(p < 0.001 ? "< .001" : Invariant($"= {p:.000}"))}"), p < Level);

        static string Interval(ConfidenceInterval interval) => Invariant($" ({interval.Lower:+0.0000;-0.0000;0.0000} to {interval.Upper:+0.0000;-0.0000;0.0000})");
    }

    private static void Lists(HtmlPage page, ReportContext context)
    {
        ReportedVariant[] listed = [.. context.Tested.Where(variant => variant.First.Test?.ListMetrics.Count > 0)];
        if (listed.Length == 0)
        {
            return;
        }

        page.Subheading("Beyond accuracy");
        page.Paragraph($"Of what the first run of each would recommend in the test: coverage, the share of the catalogue that anybody is shown; novelty, how surprising the items are, in bits; popularity, how well known they are.");
        string[] names = [.. listed[0].First.Test!.ListMetrics.Keys];
        page.Table(["Run", .. names], listed.Select(variant => (IEnumerable<TableCell>)[variant.Name, .. names.Select(name => (TableCell)Invariant($"{variant.First.Test!.ListMetrics.GetValueOrDefault(name):F4}"))]));
    }
}
