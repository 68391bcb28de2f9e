using SraCl.Training.Evaluation;

namespace SraCl.Cli.Searches;

/// <summary>The trials of a search that have come to an end; when it was cancelled, some or all may be missing.</summary>
/// <param name="Plan">What was to do.</param>
/// <param name="Metric">The name of the metric that selects.</param>
/// <param name="Trials">The trials by number.</param>
/// <param name="Measured">What was measured of the best one: its validation, and when the search is complete its test; null when there is none.</param>
internal sealed record SearchResult(SearchPlan Plan, string Metric, IReadOnlyDictionary<int, SearchTrial> Trials, EvaluationFile? Measured)
{
    /// <summary>Gets whether every trial has come to its end.</summary>
    public bool IsComplete => Trials.Count == Plan.Space.TrialCount;

    /// <summary>Gets the numbers of the trials, the best by validation first; of equal ones the earlier, and those without a score in the end.</summary>
    public IReadOnlyList<int> Ranked => Rank(Trials);

    /// <summary>Gets the number of the best trial by validation; null when none has a score.</summary>
    public int? Best => Find(Trials);

    /// <summary>Finds the best of some trials by validation.</summary>
    /// <param name="trials">The trials by number.</param>
    public static int? Find(IReadOnlyDictionary<int, SearchTrial> trials) => Rank(trials) is [var first, ..] && trials[first].Score is not null ? first : null;

    private static int[] Rank(IReadOnlyDictionary<int, SearchTrial> trials) =>
        [.. trials.OrderByDescending(trial => trial.Value.Score ?? double.NegativeInfinity).ThenBy(trial => trial.Key).Select(trial => trial.Key)];
}
