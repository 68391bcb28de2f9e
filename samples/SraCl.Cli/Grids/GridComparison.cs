using SraCl.Training.Evaluation;
using SraCl.Training.Statistics;

namespace SraCl.Cli.Grids;

/// <summary>A variant beside the baseline, over the seeds that both have finished: what only one of them has trained would tilt the scales.</summary>
/// <param name="Seeds">The seeds, at least one.</param>
/// <param name="Own">The variant's runs with these seeds.</param>
/// <param name="Baseline">The baseline's.</param>
internal sealed record GridComparison(IReadOnlyList<long> Seeds, IReadOnlyList<GridRun> Own, IReadOnlyList<GridRun> Baseline)
{
    /// <summary>Computes how much larger a metric's mean is than the baseline's, as a share of the latter; null when that is zero.</summary>
    /// <param name="metric">The metric.</param>
    public double? Change(MetricName metric)
    {
        double baseline = Baseline.Average(run => run.Mean(metric));
        return baseline > 0 ? (Own.Average(run => run.Mean(metric)) / baseline) - 1 : null;
    }

    /// <summary>Computes the two-sided p-value of the paired randomization test over the cases, each with the mean of the seeds.</summary>
    /// <param name="metric">The metric.</param>
    public double PValue(MetricName metric) => PairedRandomizationTest.PValue(PerCase(metric, Own), PerCase(metric, Baseline));

    private static double[] PerCase(MetricName metric, IReadOnlyList<GridRun> runs)
    {
        var values = new double[runs[0].Ranks.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = runs.Average(run => metric.Value(run.Ranks[i]));
        }

        return values;
    }
}
