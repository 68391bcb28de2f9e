using SraCl.Training.Evaluation;
using SraCl.Training.Statistics;

namespace SraCl.Cli.Grids;

/// <summary>The finished runs of a grid; when it was cancelled, some or all may be missing.</summary>
/// <param name="Plan">What was to do.</param>
/// <param name="Runs">The finished runs, by the variant's name and the seed.</param>
internal sealed record GridResult(GridPlan Plan, IReadOnlyDictionary<(string Variant, long Seed), GridRun> Runs)
{
    /// <summary>Gets the metrics that are compared.</summary>
    public static IReadOnlyList<MetricName> Metrics { get; } = [.. new[] { "HR@10", "HR@20", "NDCG@10", "NDCG@20" }.Select(MetricName.Parse)];

    private readonly Lazy<Dictionary<(string Variant, MetricName Metric), GridSignificance>> _significance = new(() => Test(Plan, Runs));

    /// <summary>Gets whether every run is finished.</summary>
    public bool IsComplete => Runs.Count == Plan.Variants.Count * Plan.Seeds.Count;

    /// <summary>Gets the variants with a finished run, in the order of the plan.</summary>
    public IReadOnlyList<GridVariant> Variants => [.. Plan.Variants.Where(variant => Seeds(variant.Name).Count > 0)];

    /// <summary>Gets the seeds that a variant has finished, in the order of the plan.</summary>
    /// <param name="variant">The variant's name.</param>
    public IReadOnlyList<long> Seeds(string variant) => [.. Plan.Seeds.Where(seed => Runs.ContainsKey((variant, seed)))];

    /// <summary>Gets the finished runs of a variant.</summary>
    /// <param name="variant">The variant's name.</param>
    public IReadOnlyList<GridRun> Of(string variant) => [.. Seeds(variant).Select(seed => Runs[(variant, seed)])];

    /// <summary>Computes the mean of a metric over a variant's finished seeds.</summary>
    /// <param name="variant">The name of a variant with at least one finished run.</param>
    /// <param name="metric">The metric.</param>
    public double Mean(string variant, MetricName metric) => Of(variant).Average(run => run.Mean(metric));

    /// <summary>Computes the sample standard deviation of a metric over a variant's finished seeds; null for one seed.</summary>
    /// <param name="variant">The name of a variant with at least one finished run.</param>
    /// <param name="metric">The metric.</param>
    public double? Deviation(string variant, MetricName metric) => Summary(variant, metric).StandardDeviation;

    /// <summary>Summarizes a metric over a variant's finished seeds.</summary>
    /// <param name="variant">The name of a variant with at least one finished run.</param>
    /// <param name="metric">The metric.</param>
    public SeedSummary Summary(string variant, MetricName metric) => SeedSummary.Of([.. Of(variant).Select(run => run.Mean(metric))]);

    /// <summary>Gets whether the difference of a variant from its baseline could be chance; tested when it is first asked for.</summary>
    /// <param name="variant">The name of a variant that can be compared.</param>
    /// <param name="metric">One of <see cref="Metrics"/>.</param>
    public GridSignificance Significance(string variant, MetricName metric) => _significance.Value[(variant, metric)];

    /// <summary>Compares a variant with its baseline.</summary>
    /// <param name="variant">The variant.</param>
    /// <returns>The comparison; null where there is no baseline, and when the two have no finished seed in common.</returns>
    public GridComparison? Compare(GridVariant variant)
    {
        if (variant.Baseline is not { } baseline)
        {
            return null;
        }

        long[] seeds = [.. Seeds(variant.Name).Intersect(Seeds(baseline))];
        return seeds.Length == 0 ? null : new GridComparison(
            seeds, [.. seeds.Select(seed => Runs[(variant.Name, seed)])], [.. seeds.Select(seed => Runs[(baseline, seed)])]);
    }

    private static Dictionary<(string Variant, MetricName Metric), GridSignificance> Test(GridPlan plan, IReadOnlyDictionary<(string Variant, long Seed), GridRun> runs)
    {
        var result = new GridResult(plan, runs);
        (string Variant, GridComparison Comparison)[] compared = [.. result.Variants.Select(variant => (variant.Name, result.Compare(variant)!)).Where(pair => pair.Item2 is not null)];
        var tested = new Dictionary<(string, MetricName), GridSignificance>();
        foreach (MetricName metric in Metrics)
        {
            double[] values = [.. compared.Select(pair => pair.Comparison.PValue(metric))];
            double[] corrected = HolmCorrection.Adjust(values);
            for (int i = 0; i < compared.Length; i++)
            {
                tested[(compared[i].Variant, metric)] = new GridSignificance(values[i], corrected[i], compared.Length);
            }
        }

        return tested;
    }
}
