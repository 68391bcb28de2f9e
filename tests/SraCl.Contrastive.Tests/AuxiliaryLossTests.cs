using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SraCl.Backbones.Objectives;
using SraCl.Contrastive.Tests.CrossSequence;
using SraCl.Neighbors;
using SraCl.Objectives;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Windows;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests;

/// <summary>SRA-CL's losses in a training loop of one's own.</summary>
public sealed class AuxiliaryLossTests
{
    private static readonly ItemNeighbors Items = new(new NeighborTable(7, 2, [-1, -1, 2, 3, 1, 3, 4, 5, 3, 5, 4, 1, 1, 2]));

    [Fact]
    public void Compute_OwnLossAdded_EqualsTheTrainersLossOfTheSameBatch()
    {
        const long Seed = 8;
        using DisposeScope scope = NewDisposeScope();
        using ServiceProvider provider = Services(Seed);
        using var backbone = new VectorBackbone(6, 4);
        SequenceWindow[] samples = TrainingSamples.Create(CrossSequenceData.Split, TrainingWindows.AllPrefixes, backbone.MaxLength);
        using AuxiliaryLoss auxiliary = provider.GetRequiredService<AuxiliaryLossFactory>().Create(backbone, CrossSequenceData.Split, samples, Seed);

        double total = OwnLoss(backbone, samples) + auxiliary.Compute(Enumerable.Range(0, samples.Length).ToArray(), epoch: 1).item<float>();
        IReadOnlyDictionary<string, double> parts = auxiliary.ReadLosses();

        // The trainer makes all its objectives itself, its main loss among them, and reports the mean over the one batch of its epoch.
        var split = new DatasetSplit("by hand", CrossSequenceData.Split, Evaluation(), Evaluation());
        var trainer = new Trainer(
            provider.GetRequiredService<IOptions<TrainerOptions>>(),
            new Evaluator(),
            [new NextItemCrossEntropyFactory(), .. provider.GetServices<IObjectiveFactory>()]);
        EpochSummary epoch = trainer.Fit(split, backbone).Epochs.Single();
        Assert.Equal(epoch.Loss, total, 1e-5);
        Assert.Equal(epoch.Losses["cross-sequence contrast"], parts["cross-sequence contrast"], 1e-5);
        Assert.Equal(epoch.Losses["intra-sequence contrast"], parts["intra-sequence contrast"], 1e-5);
    }

    [Fact]
    public void Compute_Backward_ReachesBackboneAndSynthesizer()
    {
        using DisposeScope scope = NewDisposeScope();
        using ServiceProvider provider = Services(seed: 1);
        using var backbone = new VectorBackbone(6, 4);
        using AuxiliaryLoss auxiliary = provider.GetRequiredService<AuxiliaryLossFactory>().Create(backbone, CrossSequenceData.Split, CrossSequenceData.Samples);

        auxiliary.Compute([0, 3, 5, 6], epoch: 1).backward();

        TorchSharp.Modules.Parameter[] parameters = [.. backbone.parameters(), .. auxiliary.Parameters()];
        Assert.Equal(3, parameters.Length); // item vectors, W, a
        Assert.All(parameters, parameter => Assert.True(parameter.grad!.abs().sum().item<float>() > 0));
    }

    [Fact]
    public void Create_LoopThatHoldsWindowsBack_NeedsNeighborsOfItsOwnSamplesAlone()
    {
        // Each user's newest window is held back, and that of user 1 is all there is of it.
        SequenceWindow[] own = [new(0, 1), new(0, 2), new(0, 3), new(2, 1)];
        var neighbors = new SampleNeighbors(CrossSequenceData.Sequences, own, CrossSequenceData.Embeddings(4), new NeighborTable(4, 2, [3, -1, 3, 0, 3, 1, 0, 2]));
        using DisposeScope scope = NewDisposeScope();
        using ServiceProvider provider = Services(seed: 1, neighbors);
        using var backbone = new VectorBackbone(6, 4);
        AuxiliaryLossFactory factory = provider.GetRequiredService<AuxiliaryLossFactory>();
        using AuxiliaryLoss auxiliary = factory.Create(backbone, CrossSequenceData.Split, own);

        Assert.True(float.IsFinite(auxiliary.Compute([0, 1, 2, 3], epoch: 1).item<float>()));

        string message = Assert.Throws<SraClException>(() => factory.Create(backbone, CrossSequenceData.Split, [.. own, new(1, 2)])).Message;
        Assert.Contains("(user 1, end 2) has no row", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_WindowsWithoutNeighbors_IsAnErrorBeforeTheFirstStep()
    {
        var neighbors = new SampleNeighbors(CrossSequenceData.Sequences, [new(0, 4), new(2, 2)], CrossSequenceData.Embeddings(2), new NeighborTable(2, 2, [1, -1, 0, -1]));
        using ServiceProvider provider = Services(seed: 1, neighbors);
        using var backbone = new VectorBackbone(6, 4);
        var trainer = new Trainer(provider.GetRequiredService<IOptions<TrainerOptions>>(), new Evaluator(), provider.GetServices<IObjectiveFactory>());
        int steps = 0;

        string message = Assert.Throws<SraClException>(() => trainer.Fit(
            new DatasetSplit("by hand", CrossSequenceData.Split, Evaluation(), Evaluation()), backbone, new Reports(() => steps++))).Message;

        Assert.Contains("(user 0, end 1) has no row", message, StringComparison.Ordinal);
        Assert.Equal(0, steps);
    }

    private static ServiceProvider Services(long seed, SampleNeighbors? neighbors = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Items).AddSingleton(neighbors ?? CrossSequenceData.Neighbors);
        services.AddSraCl().AddSraClLosses(alpha: 0.3, beta: 0.2, k: 2).AddTraining(options => (options.Seed, options.Epochs) = (seed, 1));
        return services.BuildServiceProvider();
    }

    private static double OwnLoss(VectorBackbone backbone, SequenceWindow[] samples) => samples.Average(sample =>
    {
        ReadOnlySpan<int> items = CrossSequenceData.Sequences[sample.User];
        Tensor scores = TestBatch.EncodeAlone(backbone, items[..sample.End]).mm(backbone.ItemVectors().t()); // [1, N]
        return -scores.log_softmax(1)[0, items[sample.End] - 1].item<float>();
    });

    private static EvaluationSplit Evaluation() => new("validation", CrossSequenceData.Sequences, [new SequenceWindow(0, 4)]);

    private sealed class Reports(Action report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report();
    }
}
