using SraCl.Training.Fitting;
using SraCl.Training.Search;

namespace SraCl.Cli.Searches;

/// <summary>Follows a trial epoch by epoch, and ends it when it is not worth its time.</summary>
/// <param name="rule">The rule; null to end none.</param>
/// <param name="earlier">The scores of the trials before it, an epoch each.</param>
/// <param name="stop">Ends the trial.</param>
internal sealed class TrialWatcher(MedianStopping? rule, IReadOnlyList<IReadOnlyList<double>> earlier, CancellationTokenSource stop) : IProgress<TrainingProgress>
{
    private readonly List<double> _scores = [];

    /// <summary>Gets the validation score of each epoch so far.</summary>
    public IReadOnlyList<double> Scores => _scores;

    /// <summary>Gets whether the rule has ended the trial.</summary>
    public bool HasStopped { get; private set; }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        if (value.LastEpoch is not { } epoch || epoch.Epoch <= _scores.Count)
        {
            return;
        }

        _scores.Add(epoch.Score);
        if (_scores.Count < value.Epochs && rule?.ShouldStop(_scores, earlier) == true)
        {
            HasStopped = true;
            stop.Cancel();
        }
    }
}
