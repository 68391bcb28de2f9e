using SraCl.Training.Evaluation;

namespace SraCl.Cli.Runs;

/// <summary>The finished runs of an ablation; when it was cancelled, some or all may be missing.</summary>
/// <param name="Plan">What was to do.</param>
/// <param name="Runs">The finished runs.</param>
internal sealed record AblationResult(AblationPlan Plan, IReadOnlyDictionary<(AblationVariant Variant, long Seed), AblationRun> Runs)
{
    /// <summary>Gets the metrics that are compared.</summary>
    public static IReadOnlyList<MetricName> Metrics { get; } = [.. new[] { "HR@10", "HR@20", "NDCG@10", "NDCG@20" }.Select(MetricName.Parse)];

    /// <summary>Gets the variant that the others are measured against.</summary>
    public AblationVariant Baseline => Plan.Variants[0];

    /// <summary>Gets the variants with a finished run, in the order of the plan.</summary>
    public IReadOnlyList<AblationVariant> Variants => [.. Plan.Variants.Where(variant => Seeds(variant).Count > 0)];

    /// <summary>Gets the seeds that a variant has finished, in the order of the plan.</summary>
    /// <param name="variant">The variant.</param>
    public IReadOnlyList<long> Seeds(AblationVariant variant) => [.. Plan.Seeds.Where(seed => Runs.ContainsKey((variant, seed)))];

    /// <summary>Gets the finished runs of a variant.</summary>
    /// <param name="variant">The variant.</param>
    public IReadOnlyList<AblationRun> Of(AblationVariant variant) => [.. Seeds(variant).Select(seed => Runs[(variant, seed)])];

    /// <summary>Computes the mean of a metric over a variant's finished seeds.</summary>
    /// <param name="variant">The variant, with at least one finished run.</param>
    /// <param name="metric">The metric.</param>
    public double Mean(AblationVariant variant, MetricName metric) => Of(variant).Average(run => run.Mean(metric));

    /// <summary>Computes the sample standard deviation of a metric over a variant's finished seeds; null for one seed.</summary>
    /// <param name="variant">The variant, with at least one finished run.</param>
    /// <param name="metric">The metric.</param>
    public double? Deviation(AblationVariant variant, MetricName metric)
    {
        double[] means = [.. Of(variant).Select(run => run.Mean(metric))];
        double mean = means.Average();
        return means.Length < 2 ? null : Math.Sqrt(means.Sum(value => (value - mean) * (value - mean)) / (means.Length - 1));
    }

    /// <summary>Compares a variant with the baseline.</summary>
    /// <param name="variant">The variant.</param>
    /// <returns>The comparison; null for the baseline itself, and when the two have no finished seed in common.</returns>
    public AblationComparison? Compare(AblationVariant variant)
    {
        long[] seeds = [.. Seeds(variant).Intersect(Seeds(Baseline))];
        return variant == Baseline || seeds.Length == 0 ? null : new AblationComparison(
            seeds, [.. seeds.Select(seed => Runs[(variant, seed)])], [.. seeds.Select(seed => Runs[(Baseline, seed)])]);
    }
}
