using System.Globalization;

namespace SraCl.Training.Evaluation;

/// <summary>The ranks that an evaluation found, the metrics over them, and the protocol they were measured under.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record EvaluationResult
{
    private static readonly MetricKind[] Reported =
        [MetricKind.HitRate, MetricKind.NormalizedDiscountedCumulativeGain, MetricKind.MeanReciprocalRank];

    /// <summary>Creates a result.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="ranks">The rank of each case's target, from 1; at least one case. Kept, not copied.</param>
    /// <param name="userCount">The number of different users among the cases.</param>
    public EvaluationResult(EvaluationProtocol protocol, IReadOnlyList<double> ranks, int userCount)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(ranks);
        ArgumentOutOfRangeException.ThrowIfZero(ranks.Count, nameof(ranks));
        Protocol = protocol;
        Ranks = ranks;
        UserCount = userCount;
        var metrics = new OrderedDictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (MetricKind kind in Reported)
        {
            foreach (int cutOff in protocol.CutOffs)
            {
                var metric = new MetricName(kind, cutOff);
                metrics[metric.ToString()] = Mean(metric);
            }
        }

        Metrics = metrics;
    }

    /// <summary>Gets the protocol the numbers were measured under.</summary>
    public EvaluationProtocol Protocol { get; init; }

    /// <summary>Gets the rank of each case's target, from 1, in the order of the split's cases; half ranks occur with <see cref="TieRule.Average"/>.</summary>
    public IReadOnlyList<double> Ranks { get; }

    /// <summary>Gets the number of cases.</summary>
    public int CaseCount => Ranks.Count;

    /// <summary>Gets the number of different users among the cases.</summary>
    public int UserCount { get; }

    /// <summary>
    /// Gets the means over the cases by name: HR, NDCG and MRR at each cut-off of the protocol, not rounded. Recall is left out because it equals
    /// HR; <see cref="Mean"/> gives it, and any other cut-off.
    /// </summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>Computes the mean of a metric over the cases.</summary>
    /// <param name="metric">The metric; its cut-off need not be one of the protocol.</param>
    /// <returns>A number from 0 to 1.</returns>
    public double Mean(MetricName metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        double sum = 0;
        foreach (double rank in Ranks)
        {
            sum += metric.Value(rank);
        }

        return sum / Ranks.Count;
    }

    /// <summary>Computes a metric for every case, for comparisons of groups of users and significance tests.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>One number from 0 to 1 a case, in the order of the split's cases.</returns>
    public double[] PerCase(MetricName metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return Ranks.Select(metric.Value).ToArray();
    }

    /// <summary>Says metrics and protocol in one line, rounded to 4 decimals as papers do.</summary>
    /// <returns>A line for reports.</returns>
    public override string ToString()
    {
        string metrics = string.Join(", ", Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:F4}")));
        return string.Create(CultureInfo.InvariantCulture, $"{metrics} [{Protocol}; {CaseCount} cases of {UserCount} users]");
    }
}
