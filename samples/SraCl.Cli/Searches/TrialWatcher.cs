using SraCl.Training.Fitting;
using SraCl.Training.Search;

namespace SraCl.Cli.Searches;

/// <summary>Follows a trial epoch by epoch, and ends it when it is not worth its time.</summary>
/// <param name="rule">The rule; null to end none.</param>
/// <param name="earlier">The scores of the trials before it, an epoch each.</param>
/// <param name="stop">Ends the trial.</param>
internal sealed class TrialWatcher(MedianStopping? rule, IReadOnlyList<IReadOnlyList<double>> earlier, CancellationTokenSource stop) : ITrainingObserver
{
    private readonly List<double> _scores = [];
    private int _epochs;

    /// <summary>Gets the validation score of each epoch so far.</summary>
    public IReadOnlyList<double> Scores => _scores;

    /// <summary>Gets whether the rule has ended the trial.</summary>
    public bool HasStopped { get; private set; }

    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
        _epochs = start.Epochs;
        foreach (EpochSummary epoch in start.FinishedEpochs)
        {
            EpochDone(epoch);
        }
    }

    /// <inheritdoc/>
    public void EpochDone(EpochSummary epoch)
    {
        _scores.Add(epoch.Score);
        if (!HasStopped && _scores.Count < _epochs && rule?.ShouldStop(_scores, earlier) == true)
        {
            HasStopped = true;
            stop.Cancel();
        }
    }
}
