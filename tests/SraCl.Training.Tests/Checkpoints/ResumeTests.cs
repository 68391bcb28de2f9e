using SraCl.Randomness;
using SraCl.Training.Checkpoints;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;

namespace SraCl.Training.Tests.Checkpoints;

/// <summary>A run that was interrupted is the run that was not, to the last bit.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fit_ResumedFromRandomSteps_IsTheUninterruptedRun(int threads)
    {
        var scene = new CheckpointScene { Training = options => options.EncodingThreads = threads };
        TrainingResult whole = scene.Run(Every("whole"));
        string[] all = [.. Directory.EnumerateDirectories(_directory.File("whole")).Order(StringComparer.Ordinal)];

        // One a step, and one at the end of each epoch, which the next begins with.
        Assert.Equal(CheckpointScene.Epochs * (CheckpointScene.Steps + 1), all.Length);
        CounterRandom random = CounterRandom.Create(11 + threads);
        string[] chosen =
        [
            all[0], // The first step.
            all[CheckpointScene.Steps - 1], // The last step, before the validation.
            all[CheckpointScene.Steps], // After the validation.
            .. Enumerable.Range(0, 4).Select(_ => all[random.NextInt32(all.Length - 1)]),
        ];
        for (int i = 0; i < chosen.Length; i++)
        {
            string alone = CheckpointScene.CopyAlone(chosen[i], _directory.File($"alone-{i}"));

            TrainingResult resumed = scene.Run(new CheckpointOptions { Directory = alone, Resume = CheckpointResume.Required });

            CheckpointScene.AssertSame(whole, resumed);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, CheckpointScene.Steps)]
    [InlineData(2, 4)]
    public void Fit_CanceledTwice_IsTheUninterruptedRun(int epoch, int step)
    {
        var scene = new CheckpointScene();
        TrainingResult whole = scene.Run(Hourly("whole"));
        CheckpointOptions options = Hourly("cut") with { Resume = CheckpointResume.IfAny };

        // Cancelled at the last step means cancelled in the validation: nothing is between them.
        Cancel(() => scene.Run(options, now => (now.Epoch, now.Step) == (epoch, step)), epoch > 1);
        Cancel(() => scene.Run(options, now => (now.Epoch, now.Step) == (epoch, step + 2) || now.Epoch > epoch), epoch > 1 || step == CheckpointScene.Steps);
        TrainingResult resumed = scene.Run(options);

        CheckpointScene.AssertSame(whole, resumed);
        Assert.True(resumed.Duration >= resumed.Epochs[^1].TrainingTime);

        static void Cancel(Func<TrainingResult> run, bool hasBest)
        {
            if (hasBest)
            {
                Assert.Equal(StopReason.Canceled, run().StopReason);
            }
            else
            {
                Assert.ThrowsAny<OperationCanceledException>(run);
            }
        }
    }

    [Fact]
    public void Fit_CanceledAfterAValidation_GoesOnWithTheNextEpoch()
    {
        var scene = new CheckpointScene();
        TrainingResult whole = scene.Run(Hourly("whole"));
        TrainingResult cut = scene.Run(Hourly("cut"), now => now.LastEpoch?.Epoch == 2);

        Assert.Equal("checkpoint-0003-000000", Path.GetFileName(cut.Checkpoint));
        CheckpointScene.AssertSame(whole, scene.Run(Hourly("cut") with { Resume = CheckpointResume.Required }));
    }

    [Fact]
    public void Fit_OtherPrefetch_IsTheUninterruptedRun()
    {
        TrainingResult whole = new CheckpointScene().Run(Hourly("whole"));
        new CheckpointScene { Training = options => options.PrefetchBatches = 0 }.Run(Hourly("cut"), now => now is { Epoch: 2, Step: 3 });

        CheckpointScene.AssertSame(
            whole, new CheckpointScene { Training = options => options.PrefetchBatches = 7 }.Run(Hourly("cut") with { Resume = CheckpointResume.Required }));
    }

    [Fact]
    public void Fit_FinishedRunWithMoreEpochs_IsTheLongerRun()
    {
        CheckpointOptions options = Hourly("longer");
        new CheckpointScene { Training = training => training.Epochs = 1 }.Run(options);

        TrainingResult longer = new CheckpointScene().Run(options with { Resume = CheckpointResume.Required });

        CheckpointScene.AssertSame(new CheckpointScene().Run(Hourly("whole")), longer);
    }

    [Fact]
    public void Fit_FinishedRun_TrainsNothingAndGivesTheSameResult()
    {
        // The last epoch is not the best one: a learning rate that grows wild.
        CheckpointScene Scene() => new() { Training = options => (options.LearningRate, options.Epochs) = (0.3, 6) };
        CheckpointScene first = Scene();
        TrainingResult whole = first.Run(Hourly("whole"));
        Assert.NotEqual(6, whole.BestEpoch.Epoch);

        CheckpointScene second = Scene();
        TrainingResult again = second.Run(Hourly("whole") with { Resume = CheckpointResume.Required }, _ => throw new InvalidOperationException("A step was done."));

        CheckpointScene.AssertSame(whole, again);
        Assert.Equal(first.Vectors, second.Vectors);
    }

    [Fact]
    public void Fit_StoppedEarly_StopsAgainAndGoesOnWithMorePatience()
    {
        // Nothing is learned, hence nothing gets better by more than the delta.
        CheckpointScene Scene(int patience) => new()
        {
            Training = options => (options.Epochs, options.Patience, options.LearningRate, options.SelectionRule, options.MinDelta) = (6, patience, 1e-12, SelectionRule.MinDelta, 0.5),
        };
        TrainingResult stopped = Scene(0).Run(Hourly("cut"));
        Assert.Equal((StopReason.EarlyStopping, 2), (stopped.StopReason, stopped.Epochs.Count));

        TrainingResult again = Scene(0).Run(Hourly("cut") with { Resume = CheckpointResume.Required });
        CheckpointScene.AssertSame(stopped, again);
        TrainingResult patient = Scene(2).Run(Hourly("cut") with { Resume = CheckpointResume.Required });
        CheckpointScene.AssertSame(Scene(2).Run(Hourly("whole")), patient);
        Assert.Equal(4, patient.Epochs.Count);
    }

    [Fact]
    public void Fit_Clipped_IsTheUninterruptedRun()
    {
        var scene = new CheckpointScene { Training = options => (options.GradientClipNorm, options.WeightDecay, options.AdamBeta2) = (0.5, 0.01, 0.98) };
        TrainingResult whole = scene.Run(Hourly("whole"));
        scene.Run(Hourly("cut"), now => now is { Epoch: 2, Step: 5 });

        CheckpointScene.AssertSame(whole, scene.Run(Hourly("cut") with { Resume = CheckpointResume.Required }));
    }

    [Fact]
    public void Fit_CheckpointsOrNot_IsTheSameRun()
    {
        TrainingResult with = new CheckpointScene().Run(Every("whole"));
        TrainingResult without = new CheckpointScene().Run(checkpoints: null);

        Assert.Null(without.Checkpoint);
        Assert.Equal(with.Epochs.Select(epoch => epoch.Loss), without.Epochs.Select(epoch => epoch.Loss));
        Assert.Equal(with.Epochs.SelectMany(epoch => epoch.Validation.Ranks), without.Epochs.SelectMany(epoch => epoch.Validation.Ranks));
    }

    [Fact]
    public void Fit_CheckpointsThere_NeedAWordToBeUsed()
    {
        new CheckpointScene().Run(Hourly("cut"), now => now is { Epoch: 2, Step: 5 });

        SraClException error = Assert.Throws<SraClException>(() => new CheckpointScene().Run(Hourly("cut")));

        Assert.Contains("unfinished training (epoch 2, step 5)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_NoCheckpointThere_IsAnErrorOnlyWhereOneIsRequired()
    {
        SraClException error = Assert.Throws<SraClException>(() => new CheckpointScene().Run(Hourly("none") with { Resume = CheckpointResume.Required }));
        Assert.Contains("no checkpoint", error.Message, StringComparison.Ordinal);

        Assert.Equal(CheckpointScene.Epochs, new CheckpointScene().Run(Hourly("none") with { Resume = CheckpointResume.IfAny }).Epochs.Count);
    }

    [Fact]
    public void Fit_OtherSettings_NamesEveryOneWithBothValues()
    {
        CheckpointOptions options = Hourly("cut") with { Configuration = new() { ["Backbone"] = new System.Text.Json.Nodes.JsonObject { ["Dropout"] = 0.2 } } };
        new CheckpointScene().Run(options, now => now is { Epoch: 2, Step: 5 });
        var other = new CheckpointScene
        {
            Training = training => (training.LearningRate, training.Seed, training.GradientClipNorm, training.EncodingThreads) = (0.02, 7, 5, 2),
            ProjectionWeight = 0.5,
            Evaluation = new EvaluationOptions { TieRule = TieRule.Pessimistic },
        };

        CheckpointException error = Assert.Throws<CheckpointException>(
            () => other.Run(options with { Resume = CheckpointResume.Required, Configuration = new() { ["Backbone"] = new System.Text.Json.Nodes.JsonObject { ["Dropout"] = 0.3 } } }));

        Assert.False(error.IsDamaged);
        string[] expected =
        [
            "LearningRate is 0.01 there and 0.02 now", "Seed is 2024 there and 7 now", "GradientClipNorm is none there and 5 now", "EncodingThreads is 1 there and 2 now",
            "the weight of 'projected cycle' is 0.3 there and 0.5 now", "Dropout is 0.2 there and 0.3 now", "TieRule is Optimistic there and Pessimistic now",
        ];
        Assert.All(expected, difference => Assert.Contains(difference, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("Epochs is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OtherData_IsRefused()
    {
        new CheckpointScene().Run(Hourly("cut"), now => now is { Epoch: 2, Step: 5 });

        CheckpointException error = Assert.Throws<CheckpointException>(
            () => new CheckpointScene { Split = CheckpointScene.Cycles(seed: 9) }.Run(Hourly("cut") with { Resume = CheckpointResume.Required }));

        Assert.Contains("other data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OtherModel_NamesTensors()
    {
        new CheckpointScene().Run(Hourly("cut"), now => now is { Epoch: 2, Step: 5 });

        CheckpointException error = Assert.Throws<CheckpointException>(
            () => new CheckpointScene { Backbone = model => model.InnerSize = 12 }.Run(Hourly("cut") with { Resume = CheckpointResume.Required }));

        Assert.Contains("does not fit this model", error.Message, StringComparison.Ordinal);
        Assert.Contains("[16, 8], expected Float32 [12, 8]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FewerEpochsThanTheCheckpointHas_SaysHowMany()
    {
        new CheckpointScene().Run(Hourly("cut"), now => now is { Epoch: 3, Step: 5 });

        CheckpointException error = Assert.Throws<CheckpointException>(
            () => new CheckpointScene { Training = training => training.Epochs = 2 }.Run(Hourly("cut") with { Resume = CheckpointResume.Required }));

        Assert.Contains("Epochs is 2, but the checkpoint", error.Message, StringComparison.Ordinal);
        Assert.Contains("at least 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Observers_SeeWhatWasFinishedBefore()
    {
        new CheckpointScene().Run(Hourly("cut"), now => now is { Epoch: 2, Step: 5 });
        var observer = new Recorder();

        TrainingResult result = new CheckpointScene().Run(Hourly("cut") with { Resume = CheckpointResume.Required }, null, observer);

        Assert.Equal(_directory.File(Path.Combine("cut", "checkpoint-0002-000005")), observer.Start!.Checkpoint);
        Assert.Equal((1, 5, CheckpointScene.Steps, "cpu"), (observer.Start.FinishedEpochs.Count, observer.Start.FinishedSteps, observer.Start.Steps, observer.Start.Device));
        Assert.Equal(["next-item cross-entropy", "projected cycle"], observer.Start.Losses.Select(loss => loss.Key));
        Assert.Equal(CheckpointScene.Steps + 6, observer.Steps[0].TotalSteps);
        Assert.Equal(CheckpointScene.Steps * CheckpointScene.Epochs, observer.Steps[^1].TotalSteps);
        Assert.Equal([2, 3], observer.Epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(result.Checkpoint, Assert.Single(observer.Checkpoints).Path);
    }

    [Theory]
    [InlineData("Interval", -1, 2)]
    [InlineData("Keep", 1, 0)]
    public void Fit_WrongOptions_NamesThem(string name, int seconds, int keep)
    {
        SraClException error = Assert.Throws<SraClException>(
            () => new CheckpointScene().Run(Hourly("out") with { Interval = TimeSpan.FromSeconds(seconds), Keep = keep }));

        Assert.Contains($"{name} is ", error.Message, StringComparison.Ordinal);
    }

    private CheckpointOptions Every(string name) => new() { Directory = _directory.File(name), Interval = TimeSpan.Zero, Keep = 1000 };

    private CheckpointOptions Hourly(string name) => new() { Directory = _directory.File(name), Interval = TimeSpan.FromHours(1) };

    private sealed class Recorder : ITrainingObserver
    {
        public TrainingStart? Start { get; private set; }

        public List<StepSummary> Steps { get; } = [];

        public List<EpochSummary> Epochs { get; } = [];

        public List<CheckpointReport> Checkpoints { get; } = [];

        public void Started(TrainingStart start) => Start = start;

        public void StepDone(StepSummary step) => Steps.Add(step);

        public void EpochDone(EpochSummary epoch) => Epochs.Add(epoch);

        public void CheckpointDone(CheckpointReport report) => Checkpoints.Add(report);
    }
}
