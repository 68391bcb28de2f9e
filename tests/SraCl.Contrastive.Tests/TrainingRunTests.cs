using Microsoft.Extensions.DependencyInjection;
using SraCl.Backbones.Transformers;
using SraCl.Contrastive.CrossSequence;
using SraCl.Neighbors;
using SraCl.Objectives;
using SraCl.Semantic.Retrieval;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Fitting;
using SraCl.Training.Splits;
using SraCl.Training.Windows;

namespace SraCl.Contrastive.Tests;

/// <summary>From vectors to a trained model: retrieval, both losses and the trainer together.</summary>
public sealed class TrainingRunTests
{
    private const int Items = 12;
    private const int Users = 16;
    private const int Length = 9;

    [Fact]
    public void Fit_BothLossesRegistered_TrainsTheBackboneAndTheSynthesizer()
    {
        DatasetSplit split = Cycles();
        using ServiceProvider provider = Services(split.Train, prefetch: 2);
        using TransformerBackbone backbone = Backbone();
        WeightedObjective[] objectives = provider.GetServices<IObjectiveFactory>().Select(factory => factory.Create(split.Train, backbone)).ToArray();
        using CrossSequenceObjective cross = objectives.Select(weighted => weighted.Objective).OfType<CrossSequenceObjective>().Single();
        double[] before = Weights(cross);

        TrainingResult result = provider.GetRequiredService<Trainer>().Fit(split, backbone, objectives);

        Assert.Equal(["cross-sequence contrast", "intra-sequence contrast", "next-item cross-entropy"], result.Epochs[0].Losses.Keys.Order(StringComparer.Ordinal));
        Assert.True(result.Epochs[^1].Loss < result.Epochs[0].Loss, $"{result.Epochs[0].Loss} -> {result.Epochs[^1].Loss}");
        Assert.All(before.Zip(Weights(cross)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Fit_SameSeed_IsTheSameToTheLastBitWhateverThePrefetch()
    {
        double[] first = Losses(prefetch: 0);

        Assert.Equal(first, Losses(prefetch: 3));

        static double[] Losses(int prefetch)
        {
            DatasetSplit split = Cycles();
            using ServiceProvider provider = Services(split.Train, prefetch);
            using TransformerBackbone backbone = Backbone();
            return provider.GetRequiredService<Trainer>().Fit(split, backbone).Epochs.SelectMany(epoch => epoch.Losses.OrderBy(pair => pair.Key, StringComparer.Ordinal)).Select(pair => pair.Value).ToArray();
        }
    }

    private static ServiceProvider Services(TrainingSplit train, int prefetch)
    {
        SequenceWindow[] windows = TrainingSamples.Create(train, TrainingWindows.AllPrefixes, maxLength: 8);
        EmbeddingMatrix items = ItemVectors();
        var sequences = new EmbeddingMatrix(2, windows.SelectMany(window => Mean(items, train.Sequences[window.User][..window.End])).ToArray());
        NeighborTable sequenceNeighbors = NearestNeighbors.Find(sequences, 4, new() { Groups = windows.Select(window => window.User).ToArray() });
        var services = new ServiceCollection();
        services.AddSingleton(new ItemNeighbors(NearestNeighbors.Find(items, 4, new() { Padding = PaddingRow.Excluded })));
        services.AddSingleton(new SampleNeighbors(train.Sequences, windows, sequences, sequenceNeighbors));
        services.AddSraCl()
            .AddNextItemCrossEntropy()
            .AddIntraSequenceContrast(options => options.Substitution = new() { Neighbors = 4 })
            .AddCrossSequenceContrast(options => options.Neighbors = 4)
            .AddTraining(options =>
            {
                options.Epochs = 3;
                options.BatchSize = 32;
                options.PrefetchBatches = prefetch;
            });
        return services.BuildServiceProvider();
    }

    /// <summary>Items on a circle; row 0 is padding.</summary>
    private static EmbeddingMatrix ItemVectors() => new(2, [0, 0, .. Enumerable.Range(1, Items).SelectMany(item => new[]
    {
        MathF.Cos(item * MathF.Tau / Items), MathF.Sin(item * MathF.Tau / Items),
    })]);

    private static float[] Mean(EmbeddingMatrix items, ReadOnlySpan<int> sequence)
    {
        var mean = new float[2];
        foreach (int item in sequence)
        {
            mean[0] += items[item][0] / sequence.Length;
            mean[1] += items[item][1] / sequence.Length;
        }

        return mean;
    }

    /// <summary>Every user goes round the circle from an item of their own.</summary>
    private static DatasetSplit Cycles()
    {
        int[] items = Enumerable.Range(0, Users * Length).Select(i => 1 + (((i / Length) + (i % Length)) % Items)).ToArray();
        int[] offsets = Enumerable.Range(0, Users + 1).Select(user => user * Length).ToArray();
        string[] names = Enumerable.Range(0, Users).Select(user => $"u{user}").ToArray();
        var ids = new IdMap(Enumerable.Range(1, Items).Select(item => $"i{item}"));
        return new LeaveOneOutSplitter().Split(new SequenceDataset(names, ids, items, offsets));
    }

    private static TransformerBackbone Backbone() => new(Items, new TransformerOptions { MaxLength = 8, HiddenSize = 16, InnerSize = 16 }, seed: 1);

    private static double[] Weights(CrossSequenceObjective objective) => objective.Module!.parameters().SelectMany(Numbers.Of).ToArray();
}
