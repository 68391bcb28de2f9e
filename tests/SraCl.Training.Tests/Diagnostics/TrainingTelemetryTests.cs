using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using SraCl.Training.Checkpoints;
using SraCl.Training.Diagnostics;
using SraCl.Training.Fitting;
using SraCl.Training.Tests.Checkpoints;

namespace SraCl.Training.Tests.Diagnostics;

public sealed class TrainingTelemetryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Fit_Listened_MeasuresStepsEpochsEvaluationsAndCheckpoints()
    {
        var measured = new ConcurrentBag<(string Name, double Value, string? Tag)>();
        int thread = Environment.CurrentManagedThreadId;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name is TrainingTelemetry.SourceName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };

        // Other tests train at the same time, on other threads.
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        TrainingResult result = new CheckpointScene().Run(new CheckpointOptions { Directory = _directory.Path });

        const int Steps = CheckpointScene.Epochs * CheckpointScene.Steps;
        Assert.Equal(Steps, measured.Count(each => each.Name is "sracl.training.step.duration"));
        Assert.Equal(Steps, measured.Count(each => each is { Name: "sracl.training.loss", Tag: "projected cycle" }));
        Assert.Equal(CheckpointScene.Epochs, measured.Count(each => each.Name is "sracl.training.epochs"));
        Assert.Equal(CheckpointScene.Epochs, measured.Count(each => each is { Name: "sracl.evaluation.duration", Tag: "validation" }));
        Assert.Equal(1, measured.Count(each => each.Name is "sracl.training.checkpoint.duration"));
        Assert.All(measured, each => Assert.True(each.Value > 0));
        Assert.InRange(
            measured.Where(each => each.Name is "sracl.training.step.duration").Sum(each => each.Value), 0, result.Epochs.Sum(epoch => epoch.TrainingTime.TotalSeconds) + 0.001);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                measured.Add((instrument.Name, value, tags.Length == 0 ? null : tags[0].Value?.ToString()));
            }
        }
    }

    [Fact]
    public void Fit_Traced_HasAnActivityForTrainingEpochsAndEvaluations()
    {
        var ended = new ConcurrentBag<Activity>();
        using var source = new ActivitySource("tests");
        using var listener = new ActivityListener
        {
            ShouldListenTo = each => each.Name is TrainingTelemetry.SourceName or "tests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        string trace;
        using (Activity outer = source.StartActivity("test")!)
        {
            trace = outer.TraceId.ToHexString();
            new CheckpointScene().Run(checkpoints: null);
        }

        Activity[] ours = [.. ended.Where(each => string.Equals(each.TraceId.ToHexString(), trace, StringComparison.Ordinal) && each.Source.Name is TrainingTelemetry.SourceName)];
        Assert.Equal(1, ours.Count(each => each.OperationName is "training"));
        Assert.Equal(CheckpointScene.Epochs, ours.Count(each => each.OperationName is "epoch"));
        Assert.Equal(CheckpointScene.Epochs, ours.Count(each => each.OperationName is "evaluation" && each.Parent!.OperationName is "epoch"));
    }

    [Fact]
    public void Fit_Logged_TellsDeviceEpochsCheckpointsAndTheEnd()
    {
        var logger = new RecordingLogger();
        var scene = new CheckpointScene { Logger = logger };
        var options = new CheckpointOptions { Directory = _directory.Path, Interval = TimeSpan.FromHours(1) };
        scene.Run(options, now => now is { Epoch: 2, Step: 5 }, new Failing());
        scene.Run(options with { Resume = CheckpointResume.Required });

        Assert.Contains(logger.Lines, line => line.Id == 1 && line.Text.StartsWith("Training on cpu with 1 threads: ", StringComparison.Ordinal));
        Assert.Contains(logger.Lines, line => line.Id == 2 && line.Text.EndsWith("checkpoint-0002-000005: epoch 2, 5 of 9 steps done.", StringComparison.Ordinal));
        Assert.Equal(CheckpointScene.Epochs, logger.Lines.Count(line => line.Id == 3));
        Assert.Contains(logger.Lines, line => line is { Id: 4, Text: "Epoch 1 is the best so far." });
        Assert.Equal(["Training ended (Canceled)", "Training ended (EpochLimit)"], logger.Lines.Where(line => line.Id == 5).Select(line => line.Text[..line.Text.IndexOf(" after", StringComparison.Ordinal)]));
        Assert.Contains(logger.Lines, line => line is { Id: 7, Level: LogLevel.Warning, Text: "Failing could not write: full The training goes on." });
        Assert.Equal(2, logger.Lines.Count(line => line.Id == 8));
    }

    private sealed class Failing : ITrainingObserver
    {
        public void EpochDone(EpochSummary epoch) => throw new IOException("full");
    }
}
