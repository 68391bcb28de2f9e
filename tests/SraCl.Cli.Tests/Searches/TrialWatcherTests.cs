using SraCl.Cli.Searches;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Search;

namespace SraCl.Cli.Tests.Searches;

public sealed class TrialWatcherTests
{
    private static readonly double[][] Earlier = [[.5, .5, .5], [.5, .5, .5], [.5, .5, .5]];

    [Fact]
    public void Report_BadScores_StopsAfterTheWarmUp()
    {
        using var stop = new CancellationTokenSource();
        var watcher = new TrialWatcher(new MedianStopping(WarmUpEpochs: 1), Earlier, stop);

        watcher.Report(Progress(epochs: 9));
        watcher.Report(Progress(epochs: 9, last: 1));
        watcher.Report(Progress(epochs: 9, last: 1));
        Assert.False(stop.IsCancellationRequested);
        watcher.Report(Progress(epochs: 9, last: 2));

        Assert.True(stop.IsCancellationRequested);
        Assert.True(watcher.HasStopped);
        Assert.Equal([.1, .1], watcher.Scores);
    }

    [Fact]
    public void Report_LastEpoch_EndsByItself()
    {
        using var stop = new CancellationTokenSource();
        var watcher = new TrialWatcher(new MedianStopping(WarmUpEpochs: 1), Earlier, stop);

        watcher.Report(Progress(epochs: 2, last: 1));
        watcher.Report(Progress(epochs: 2, last: 2));

        Assert.False(stop.IsCancellationRequested);
    }

    [Fact]
    public void Report_NoRule_NeverStops()
    {
        using var stop = new CancellationTokenSource();
        var watcher = new TrialWatcher(null, Earlier, stop);

        for (int epoch = 1; epoch <= 20; epoch++)
        {
            watcher.Report(Progress(epochs: 30, last: epoch));
        }

        Assert.False(stop.IsCancellationRequested);
        Assert.Equal(20, watcher.Scores.Count);
    }

    private static TrainingProgress Progress(int epochs, int last = 0)
    {
        var protocol = new EvaluationProtocol { Split = "validation", ItemCount = 10, SeenItems = SeenItems.Keep, TieRule = TieRule.Optimistic, MaxLength = 5, CutOffs = [10] };
        EpochSummary? summary = last == 0
            ? null
            : new EpochSummary(last, 1, new Dictionary<string, double>(StringComparer.Ordinal), new EvaluationResult(protocol, [10], 1), 0.1, TimeSpan.Zero, TimeSpan.Zero);
        return new TrainingProgress(last + 1, epochs, 1, 1, 1, TimeSpan.Zero, null, summary, summary);
    }
}
