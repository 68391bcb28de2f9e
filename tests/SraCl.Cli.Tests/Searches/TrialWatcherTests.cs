using SraCl.Cli.Searches;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Search;

namespace SraCl.Cli.Tests.Searches;

public sealed class TrialWatcherTests
{
    private static readonly double[][] Earlier = [[.5, .5, .5], [.5, .5, .5], [.5, .5, .5]];

    [Fact]
    public void EpochDone_BadScores_StopsAfterTheWarmUp()
    {
        using var stop = new CancellationTokenSource();
        var watcher = new TrialWatcher(new MedianStopping(WarmUpEpochs: 1), Earlier, stop);

        watcher.Started(Start(epochs: 9));
        watcher.EpochDone(Epoch(1));
        Assert.False(stop.IsCancellationRequested);
        watcher.EpochDone(Epoch(2));

        Assert.True(stop.IsCancellationRequested);
        Assert.True(watcher.HasStopped);
        Assert.Equal([.1, .1], watcher.Scores);
    }

    [Fact]
    public void Started_TrialThatGoesOn_CountsItsFinishedEpochs()
    {
        using var stop = new CancellationTokenSource();
        var watcher = new TrialWatcher(new MedianStopping(WarmUpEpochs: 1), Earlier, stop);

        watcher.Started(Start(epochs: 9, Epoch(1)));
        Assert.False(stop.IsCancellationRequested);
        watcher.EpochDone(Epoch(2));

        Assert.True(watcher.HasStopped);
        Assert.Equal([.1, .1], watcher.Scores);
    }

    [Fact]
    public void EpochDone_LastEpoch_EndsByItself()
    {
        using var stop = new CancellationTokenSource();
        var watcher = new TrialWatcher(new MedianStopping(WarmUpEpochs: 1), Earlier, stop);

        watcher.Started(Start(epochs: 2));
        watcher.EpochDone(Epoch(1));
        watcher.EpochDone(Epoch(2));

        Assert.False(stop.IsCancellationRequested);
    }

    [Fact]
    public void EpochDone_NoRule_NeverStops()
    {
        using var stop = new CancellationTokenSource();
        var watcher = new TrialWatcher(null, Earlier, stop);

        watcher.Started(Start(epochs: 30));
        for (int epoch = 1; epoch <= 20; epoch++)
        {
            watcher.EpochDone(Epoch(epoch));
        }

        Assert.False(stop.IsCancellationRequested);
        Assert.Equal(20, watcher.Scores.Count);
    }

    private static TrainingStart Start(int epochs, params EpochSummary[] finished) => new()
    {
        Seed = 1,
        SelectionMetric = "MRR@10",
        Device = "cpu",
        Threads = 1,
        Parameters = 1,
        Samples = 1,
        Steps = 1,
        Epochs = epochs,
        Losses = [],
        FinishedEpochs = finished,
    };

    private static EpochSummary Epoch(int epoch)
    {
        var protocol = new EvaluationProtocol { Split = "validation", ItemCount = 10, SeenItems = SeenItems.Keep, TieRule = TieRule.Optimistic, MaxLength = 5, CutOffs = [10] };
        return new EpochSummary(epoch, 1, new Dictionary<string, double>(StringComparer.Ordinal), new EvaluationResult(protocol, [10], 1), 0.1, TimeSpan.Zero, TimeSpan.Zero);
    }
}
