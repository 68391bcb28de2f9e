using System.Globalization;

namespace SraCl.Training.Evaluation;

/// <summary>The ranks that an evaluation found, the metrics over them, and the protocol they were measured under.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record EvaluationResult
{
    private static readonly MetricKind[] Reported =
        [MetricKind.HitRate, MetricKind.NormalizedDiscountedCumulativeGain, MetricKind.MeanReciprocalRank];

    private static readonly OrderedDictionary<string, double> NoLists = [];

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
        Metrics = Means(ranks);
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
    /// Gets the means over the cases by name: HR, NDCG and MRR at each cut-off of the protocol, not rounded. Recall and MAP are left out because they equal
    /// HR and MRR; <see cref="Mean"/> gives them, and any other cut-off.
    /// </summary>
    public IReadOnlyDictionary<string, double> Metrics { get; }

    /// <summary>
    /// Gets the metrics of the recommended lists by name, not rounded; empty when they were not asked for. For each of
    /// <see cref="EvaluationOptions.ListCutOffs"/>, of the first K items of every case:
    /// <list type="bullet">
    /// <item><c>Coverage@K</c>: the share of the catalogue that is in anybody's list (Ge, Delgado-Battenfeld and Jannach, RecSys 2010).</item>
    /// <item><c>Novelty@K</c>: the mean self-information of an item, <see cref="ItemPopularity.SelfInformation"/>, in bits (Castells, Hurley and Vargas,
    /// "Novelty and diversity in recommender systems", Recommender Systems Handbook 2015).</item>
    /// <item><c>Popularity@K</c>: the mean number of training events of an item, known as average recommendation popularity (Abdollahpouri, Burke and Mobasher, FLAIRS 2019).</item>
    /// <item><c>PopularityLift@K</c>: by how much <c>Popularity@K</c> exceeds the mean popularity of the items in the cases' own histories, as a share of it
    /// (Abdollahpouri, Mansoury, Burke and Mobasher, RecSys 2020): 0 when users get what is as popular as what they chose, 1 when it is twice as popular.</item>
    /// </list>
    /// Novelty and popularity are means over a list's items, then over the cases.
    /// </summary>
    public IReadOnlyDictionary<string, double> ListMetrics { get; init; } = NoLists;

    /// <summary>Gets the metrics of groups of cases, as <see cref="Of"/> makes them; empty when none were asked for.</summary>
    public IReadOnlyList<CaseGroupResult> Groups { get; init; } = [];

    /// <summary>Computes the mean of a metric over the cases.</summary>
    /// <param name="metric">The metric; its cut-off need not be one of the protocol.</param>
    /// <returns>A number from 0 to 1.</returns>
    public double Mean(MetricName metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return MeanOf(metric, Ranks);
    }

    /// <summary>Computes a metric for every case, for comparisons of groups of users and significance tests.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>One number from 0 to 1 a case, in the order of the split's cases.</returns>
    public double[] PerCase(MetricName metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return Ranks.Select(metric.Value).ToArray();
    }

    /// <summary>Computes the metrics of groups of cases.</summary>
    /// <param name="groups">The groups of the cases of the split that was ranked.</param>
    /// <returns>A result a group, in the order of the groups; one without cases has no metrics.</returns>
    /// <exception cref="ArgumentException">The groups are those of another number of cases.</exception>
    public IReadOnlyList<CaseGroupResult> Of(CaseGroups groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.CaseCount != Ranks.Count)
        {
            throw new ArgumentException($"The groups are of {groups.CaseCount} cases, the result has {Ranks.Count}; expected those of the split that was ranked.", nameof(groups));
        }

        List<double>[] ranks = [.. groups.Names.Select(_ => new List<double>())];
        for (int index = 0; index < Ranks.Count; index++)
        {
            ranks[groups[index]].Add(Ranks[index]);
        }

        return [.. groups.Names.Select((name, group) => new CaseGroupResult(name, ranks[group].Count, Means(ranks[group])))];
    }

    /// <summary>Says metrics and protocol in one line, rounded to 4 decimals as papers do.</summary>
    /// <returns>A line for reports.</returns>
    public override string ToString()
    {
        string metrics = string.Join(", ", Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:F4}")));
        return string.Create(CultureInfo.InvariantCulture, $"{metrics} [{Protocol}; {CaseCount} cases of {UserCount} users]");
    }

    private OrderedDictionary<string, double> Means(IReadOnlyList<double> ranks)
    {
        var metrics = new OrderedDictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (MetricKind kind in Reported)
        {
            foreach (int cutOff in ranks.Count > 0 ? Protocol.CutOffs : [])
            {
                var metric = new MetricName(kind, cutOff);
                metrics[metric.ToString()] = MeanOf(metric, ranks);
            }
        }

        return metrics;
    }

    private static double MeanOf(MetricName metric, IReadOnlyList<double> ranks)
    {
        double sum = 0;
        foreach (double rank in ranks)
        {
            sum += metric.Value(rank);
        }

        return sum / ranks.Count;
    }
}
