using Microsoft.Extensions.DependencyInjection;
using SraCl.Batching;
using SraCl.Contrastive.Losses;
using SraCl.Contrastive.SameTarget;
using SraCl.Contrastive.Tests.Losses;
using SraCl.Encoders;
using SraCl.Objectives;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests.SameTarget;

public sealed class DuoRecObjectiveTests
{
    // Prefixes with target 3: (0, 2), (1, 2), (2, 1), (2, 3); with target 5: (0, 4) alone; with target 1: (1, 1), (2, 2).
    private static readonly ItemSequences Sequences = new([1, 2, 3, 4, 5, 6, 1, 3, 4, 3, 1, 3], [0, 5, 8, 12]);
    private static readonly TrainingSplit Split = new(Sequences, itemCount: 6);

    // Every user's newest prefix alone, as TrainingWindows.LastOnly gives them.
    private static readonly SequenceWindow[] Newest = [new(0, 4), new(1, 2), new(2, 3)];

    [Fact]
    public void Fill_SampleWithOthersOfTheSameTarget_DrawsEachOtherEquallyOftenWhateverTheWindows()
    {
        BatchField<RaggedSequences> field = Positives(new DuoRecObjective(Split));
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int epoch = 0; epoch < 3_000; epoch++)
        {
            RaggedSequences rows = TestBatch.Fill([field], Split, Newest, epoch).Get(field);
            Assert.Equal([1, 2, 3, 4], rows[0].ToArray());
            string items = string.Join(' ', rows[1].ToArray());
            seen[items] = seen.GetValueOrDefault(items) + 1;
        }

        // The others of (1, 2), whose items are 6 1: (0, 2), (2, 1) and (2, 3).
        Assert.Equal(["1 2", "4", "4 3 1"], seen.Keys.Order(StringComparer.Ordinal));
        Assert.All(seen.Values, count => Assert.InRange(count, 900, 1_100));
    }

    [Fact]
    public void Fill_AnyBatchOrder_GivesASampleTheSamePositive()
    {
        BatchField<RaggedSequences> field = Positives(new DuoRecObjective(Split));
        var one = new Batch([field]);
        var other = new Batch([field]);
        var random = SraCl.Randomness.CounterRandom.Create(5);
        one.Fill(new BatchSamples(Split, Newest, [7, 8, 9], maxLength: 2, random));
        other.Fill(new BatchSamples(Split, Newest.Reverse().ToArray(), [9, 8, 7], maxLength: 2, random));

        Assert.Equal(one.Get(field)[0].ToArray(), other.Get(field)[2].ToArray());
        Assert.Equal(one.Get(field)[1].ToArray(), other.Get(field)[1].ToArray());
        Assert.Equal([3, 4], one.Get(field)[0].ToArray());
    }

    [Theory]
    [InlineData(DuoRecPairs.DropoutAndSameTarget, FalseNegativeRules.None)]
    [InlineData(DuoRecPairs.HistoryAndDropout, FalseNegativeRules.None)]
    [InlineData(DuoRecPairs.HistoryAndSameTarget, FalseNegativeRules.SameTarget)]
    [InlineData(DuoRecPairs.Both, FalseNegativeRules.None)]
    public void Compute_AnyPairs_EqualsTheFormulaOverSequencesEncodedAlone(DuoRecPairs pairs, FalseNegativeRules rules)
    {
        using DisposeScope scope = NewDisposeScope();
        using var backbone = new VectorBackbone(6, 3);
        var options = new DuoRecOptions { Pairs = pairs, FalseNegatives = rules, Loss = new() { Temperature = 0.5 } };
        var objective = new DuoRecObjective(Split, options);
        SequenceWindow[] samples = [new(0, 4), new(1, 2), new(2, 3), new(2, 2), new(1, 1)];
        using TrainingStep step = TestBatch.Begin(objective, backbone, Split, samples);

        double loss = objective.Compute(step).item<float>();

        double[][] own = samples.Select(sample => Numbers.Of(TestBatch.EncodeAlone(backbone, Sequences[sample.User][..sample.End]))).ToArray();
        double expected = 0;
        bool[,] sameTarget = new bool[5, 5];
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                sameTarget[i, j] = Sequences[samples[i].User][samples[i].End] == Sequences[samples[j].User][samples[j].End];
            }
        }

        bool[,]? mask = rules == FalseNegativeRules.None ? null : sameTarget;
        if (pairs is DuoRecPairs.HistoryAndDropout or DuoRecPairs.Both)
        {
            expected += ContrastiveReference.Loss(own, own, options.Loss, mask);
        }

        if (pairs != DuoRecPairs.HistoryAndDropout)
        {
            RaggedSequences rows = step.Batch.Get(Positives(objective));
            double[][] positives = Enumerable.Range(0, 5).Select(row => Numbers.Of(TestBatch.EncodeAlone(backbone, rows[row]))).ToArray();
            expected += ContrastiveReference.Loss(own, positives, options.Loss, mask);
        }

        Assert.Equal(expected, loss, 1e-4);
    }

    [Theory]
    [InlineData(DuoRecPairs.DropoutAndSameTarget, 2, false)]
    [InlineData(DuoRecPairs.HistoryAndDropout, 2, true)]
    [InlineData(DuoRecPairs.HistoryAndSameTarget, 2, true)]
    [InlineData(DuoRecPairs.Both, 3, true)]
    public void Encodings_AnyPairs_ShareTheMainLossesPassOnlyWhereTheModeSaysSo(DuoRecPairs pairs, int passes, bool shares)
    {
        IReadOnlyList<EncodingRequest> encodings = new DuoRecObjective(Split, new DuoRecOptions { Pairs = pairs }).Encodings;

        Assert.Equal(passes, encodings.Count);
        Assert.Equal(shares, encodings.Contains(StandardEncodings.History));
    }

    [Theory]
    [InlineData(DuoRecPairs.HistoryAndDropout, false)]
    [InlineData(DuoRecPairs.HistoryAndSameTarget, true)]
    public void Constructor_AnyPairs_MakesAnIndexOnlyWhereItIsRead(DuoRecPairs pairs, bool expected)
    {
        const int Events = 100_000;
        var large = new TrainingSplit(new ItemSequences(Enumerable.Repeat(1, Events).ToArray(), [0, Events]), itemCount: 1);
        long before = GC.GetAllocatedBytesForCurrentThread();

        _ = new DuoRecObjective(large, new DuoRecOptions { Pairs = pairs });

        Assert.Equal(expected, GC.GetAllocatedBytesForCurrentThread() - before > Events);
    }

    [Fact]
    public void AddDuoRecContrast_Twice_MakesOneWithItsWeight()
    {
        var services = new ServiceCollection();
        services.AddSraCl().AddDuoRecContrast(options => options.Pairs = DuoRecPairs.Both).AddDuoRecContrast(options => options.Weight = 0.2);
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using var backbone = new VectorBackbone(6, 3);

        WeightedObjective made = Assert.Single(provider.GetServices<IObjectiveFactory>()).Create(Split, backbone);

        Assert.Equal(0.2, made.Weight);
        Assert.Equal(3, made.Objective.Encodings.Count);
        Assert.Equal((0.1, DuoRecPairs.DropoutAndSameTarget, new ContrastiveLossOptions(), FalseNegativeRules.None), Defaults());

        static (double, DuoRecPairs, ContrastiveLossOptions, FalseNegativeRules) Defaults()
        {
            var options = new DuoRecOptions();
            return (options.Weight, options.Pairs, options.Loss, options.FalseNegatives);
        }
    }

    [Fact]
    public void Constructor_WrongValues_NamesThemAll()
    {
        var options = new DuoRecOptions { Weight = 0, Pairs = (DuoRecPairs)9, FalseNegatives = (FalseNegativeRules)16 };

        string message = Assert.Throws<SraClException>(() => new DuoRecObjective(Split, options)).Message;

        Assert.Contains("leave AddDuoRecContrast out", message, StringComparison.Ordinal);
        Assert.Contains("Pairs is 9", message, StringComparison.Ordinal);
        Assert.Contains("FalseNegatives is 16", message, StringComparison.Ordinal);
    }

    private static BatchField<RaggedSequences> Positives(DuoRecObjective objective) => objective.Encodings[^1].Sequences;
}
