using SraCl.Backbones.Objectives;
using SraCl.Backbones.Transformers;
using SraCl.Batching;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Objectives;

public sealed class AllPositionBinaryCrossEntropyTests : IDisposable
{
    private const int Slots = 6;

    private static readonly TrainingSplit Split = new(new ItemSequences([1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 5, 5, 2], [0, 9, 13]), itemCount: 12);

    private static readonly SequenceWindow[] Windows = [new(0, 8), new(1, 1), new(0, 3), new(1, 3)];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Compute_LengthGroups_EqualsTheLossPositionByPosition(bool biases)
    {
        using TransformerBackbone backbone = Backbone(options => options.ItemBias = biases);
        if (biases)
        {
            using IDisposable noGradient = no_grad();
            backbone.ItemBiases()!.copy_(arange(12, dtype: ScalarType.Float32) / 10);
        }

        var objective = new AllPositionBinaryCrossEntropy(Split);
        Batch batch = Fill(objective, Windows, [0, 1, 2, 3]);
        var step = new TrainingStep(backbone, [objective], CPU);
        step.Begin(batch);

        double loss = objective.Compute(step).item<float>();

        float[][] vectors = Numbers.Of(backbone.ItemVectors()).Chunk(8).ToArray();
        ReadOnlySpan<int> negatives = batch.Get(Negatives(objective)).Values;
        double expected = 0;
        int position = 0;
        foreach (SequenceWindow window in Windows)
        {
            int first = Math.Max(0, window.End - Slots);
            long[] history = Split.Sequences[window.User][first..window.End].ToArray().Select(item => (long)item).ToArray();
            float[][] states = Numbers.Of(backbone.EncodePositions(tensor(history, [1, history.Length]))).Chunk(8).ToArray();
            for (int t = 0; t < history.Length; t++)
            {
                expected -= Math.Log(Sigmoid(states[t], Split.Sequences[window.User][first + t + 1])) + Math.Log(1 - Sigmoid(states[t], negatives[position++]));
            }
        }

        Assert.Equal(6 + 1 + 3 + 3, position);
        Assert.Equal(expected / position, loss, 1e-5);

        double Sigmoid(float[] state, int item)
        {
            double score = state.Zip(vectors[item - 1], (a, b) => (double)a * b).Sum() + (biases ? (item - 1) / 10.0 : 0);
            return 1 / (1 + Math.Exp(-score));
        }
    }

    [Fact]
    public void Compute_ScoresBeyondTheRangeOfExp_StaysFinite()
    {
        using TransformerBackbone backbone = Backbone(options => options.InitializerRange = 200);
        var objective = new AllPositionBinaryCrossEntropy(Split);
        var step = new TrainingStep(backbone, [objective], CPU);
        step.Begin(Fill(objective, Windows, [0, 1, 2, 3]));

        float loss = objective.Compute(step).item<float>();

        Assert.True(float.IsFinite(loss) && loss > 100, $"Loss {loss}.");
    }

    [Fact]
    public void Fields_AnyEpoch_FitTheHistoryAndNeverHoldAnItemOfTheUser()
    {
        var objective = new AllPositionBinaryCrossEntropy(Split);
        HashSet<string> draws = [];
        for (int epoch = 0; epoch < 50; epoch++)
        {
            Batch batch = Fill(objective, Windows, [0, 1, 2, 3], epoch);
            int[] negatives = batch.Get(Negatives(objective)).Values.ToArray();
            draws.Add(string.Join(' ', negatives));
            Assert.Equal([4, 5, 6, 7, 8, 1, 5, 2, 3, 4, 5, 5, 2], batch.Get(Positives(objective)).Values.ToArray());
            int[] users = [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1];
            for (int i = 0; i < negatives.Length; i++)
            {
                Assert.InRange(negatives[i], 1, 12);
                Assert.DoesNotContain(negatives[i], Split.Sequences[users[i]].ToArray());
            }
        }

        Assert.True(draws.Count > 45, $"{draws.Count} different draws in 50 epochs.");
    }

    [Fact]
    public void Fields_OtherOrderOfSamples_GivesEachSampleTheSameNegatives()
    {
        var objective = new AllPositionBinaryCrossEntropy(Split);

        int[] together = Fill(objective, Windows, [0, 1, 2, 3]).Get(Negatives(objective)).Values.ToArray();
        int[] turned = Fill(objective, [Windows[3], Windows[0]], [3, 0]).Get(Negatives(objective)).Values.ToArray();

        Assert.Equal([.. together[10..], .. together[..6]], turned);
    }

    [Fact]
    public void Constructor_OneItem_SaysThatTheCatalogueIsTooSmall()
    {
        SraClException error = Assert.Throws<SraClException>(() => new AllPositionBinaryCrossEntropy(new TrainingSplit(new ItemSequences([1, 1], [0, 2]), itemCount: 1)));
        Assert.Contains("at least 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_CausalBackbone_DrawsNothingAndLeavesTheModes()
    {
        using TransformerBackbone backbone = Backbone(options => options.HiddenDropout = 0.5);
        backbone.train();
        nn.Module frozen = backbone.modules().First();
        frozen.eval();
        random.manual_seed(5);
        float[] expected = Numbers.Of(rand(4));
        random.manual_seed(5);

        WeightedObjective made = new AllPositionBinaryCrossEntropyFactory().Create(Split, backbone);

        Assert.Equal(1, made.Weight);
        Assert.Equal(expected, Numbers.Of(rand(4)));
        Assert.True(backbone.training);
        Assert.False(frozen.training);
        Assert.All(backbone.modules().Skip(1), module => Assert.True(module.training));
    }

    [Fact]
    public void Create_OneSlot_HasNoNewerItemToSee()
    {
        using TransformerBackbone backbone = Backbone(options =>
        {
            options.MaxLength = 1;
            options.Attention = AttentionDirection.Bidirectional;
        });

        Assert.IsType<AllPositionBinaryCrossEntropy>(new AllPositionBinaryCrossEntropyFactory().Create(Split, backbone).Objective);
    }

    [Theory]
    [InlineData(BlockStyle.PostNorm)]
    [InlineData(BlockStyle.SasRec)]
    public void Create_BidirectionalBackbone_SaysThatItSeesTheTarget(BlockStyle blocks)
    {
        using TransformerBackbone backbone = Backbone(options =>
        {
            options.Blocks = blocks;
            options.InitializerRange = 0.02;
            options.Attention = AttentionDirection.Bidirectional;
        });

        SraClException error = Assert.Throws<SraClException>(() => new AllPositionBinaryCrossEntropyFactory().Create(Split, backbone));
        Assert.Contains("TransformerBackbone", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddCloze()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_BackboneWithoutStatesAtPositions_NamesItAndTheCure()
    {
        using TransformerBackbone inner = Backbone();
        var backbone = new LastOnly(inner);
        inner.train();

        SraClException error = Assert.Throws<SraClException>(() => new AllPositionBinaryCrossEntropyFactory().Create(Split, backbone));

        Assert.Contains("LastOnly", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddNextItemCrossEntropy()", error.Message, StringComparison.Ordinal);
        Assert.True(inner.training);
    }

    private static TransformerBackbone Backbone(Action<TransformerOptions>? configure = null)
    {
        var options = new TransformerOptions { MaxLength = Slots, HiddenSize = 8, InnerSize = 8, InitializerRange = 0.5 };
        configure?.Invoke(options);
        var backbone = new TransformerBackbone(12, options, seed: 2);
        backbone.eval();
        return backbone;
    }

    private static BatchField<IdColumn> Positives(AllPositionBinaryCrossEntropy objective) => (BatchField<IdColumn>)objective.Fields[0];

    private static BatchField<IdColumn> Negatives(AllPositionBinaryCrossEntropy objective) => (BatchField<IdColumn>)objective.Fields[1];

    private static Batch Fill(AllPositionBinaryCrossEntropy objective, SequenceWindow[] windows, int[] numbers, int epoch = 0)
    {
        var batch = new Batch(TrainingStep.FieldsOf([objective]));
        batch.Fill(new BatchSamples(Split, windows, numbers, Slots, CounterRandom.Create(1).Derive(epoch)));
        return batch;
    }

    /// <summary>A backbone that has one state a sequence.</summary>
    private sealed class LastOnly(TransformerBackbone inner) : ISequenceBackbone
    {
        public nn.Module Module => inner;

        public int ItemCount => inner.ItemCount;

        public int HiddenSize => inner.HiddenSize;

        public int MaxLength => inner.MaxLength;

        public Tensor Encode(Tensor items) => inner.Encode(items);

        public Tensor ItemVectors() => inner.ItemVectors();
    }
}
