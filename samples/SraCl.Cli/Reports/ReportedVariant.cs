using SraCl.Training.Evaluation;
using SraCl.Training.Statistics;

namespace SraCl.Cli.Reports;

/// <summary>Runs that differ in their seeds alone, and their color in the charts.</summary>
/// <param name="Name">What is varied.</param>
/// <param name="Color">The color, as CSS writes it.</param>
/// <param name="Runs">The runs, at least one.</param>
internal sealed record ReportedVariant(string Name, string Color, IReadOnlyList<ReportedRun> Runs)
{
    /// <summary>Gets the first run: the one that is shown where one must stand for all.</summary>
    public ReportedRun First => Runs[0];

    /// <summary>Gets the tests of the runs that have one.</summary>
    public IReadOnlyList<EvaluationResult> Tests => [.. Runs.Select(run => run.Test).OfType<EvaluationResult>()];

    /// <summary>Summarizes a metric of the test over the seeds; null without a test.</summary>
    /// <param name="metric">The metric.</param>
    public SeedSummary? Summarize(MetricName metric) => Tests.Count == 0 ? null : SeedSummary.Of([.. Tests.Select(test => test.Mean(metric))]);

    /// <summary>Computes a metric of each test case, the mean of the seeds.</summary>
    /// <param name="metric">The metric.</param>
    public double[] PerCase(MetricName metric)
    {
        double[][] seeds = [.. Tests.Select(test => test.PerCase(metric))];
        return [.. Enumerable.Range(0, seeds[0].Length).Select(index => seeds.Average(values => values[index]))];
    }

    /// <summary>Groups runs into variants, in the order they were given.</summary>
    /// <param name="runs">The runs.</param>
    public static IReadOnlyList<ReportedVariant> Group(IEnumerable<ReportedRun> runs) =>
        [.. runs.GroupBy(run => run.Variant, StringComparer.Ordinal).Select((group, index) => new ReportedVariant(group.Key, Pages.HtmlPage.Color(index), [.. group]))];
}
