namespace SraCl.Training.Search;

/// <summary>The median stopping rule: ends a trial early that is worse than half of those before it were at the same epoch.</summary>
/// <remarks>
/// Golovin et al., "Google Vizier: a service for black-box optimization", KDD 2017, section 3.2.2: a trial stops at an epoch when its best score so far is strictly below the median of
/// the other trials' mean scores up to the same epoch. The other trials are those finished before, stopped ones included, each over the epochs that it had.
/// The number of trials before the rule acts, and the epochs before, are ours. Immutable, hence safe for concurrent use.
/// </remarks>
/// <param name="WarmUpEpochs">The number of epochs that every trial has in any case, 0 or more.</param>
/// <param name="WarmUpTrials">The number of trials that are never stopped, at least 1.</param>
public sealed record MedianStopping(int WarmUpEpochs = 5, int WarmUpTrials = 3)
{
    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.Require(WarmUpEpochs >= 0, WarmUpEpochs, "0 or more");
        errors.AtLeastOne(WarmUpTrials);
        errors.Throw("The median stopping rule is not set up right.");
    }

    /// <summary>Tells whether a trial should stop.</summary>
    /// <param name="scores">The trial's score of each epoch so far; higher is better.</param>
    /// <param name="earlier">The scores of the trials that are finished.</param>
    /// <returns>Whether it should.</returns>
    public bool ShouldStop(IReadOnlyList<double> scores, IReadOnlyList<IReadOnlyList<double>> earlier)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(earlier);
        if (scores.Count == 0 || scores.Count <= WarmUpEpochs)
        {
            return false;
        }

        double[] means = [.. earlier.Where(trial => trial.Count > 0).Select(trial => trial.Take(scores.Count).Average()).Order()];
        return means.Length > 0 && earlier.Count >= WarmUpTrials && scores.Max() < Median(means);
    }

    private static double Median(double[] sorted) =>
        sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
