using Microsoft.Extensions.Options;
using SraCl.Backbones.Objectives;
using SraCl.Backbones.Transformers;
using SraCl.Batching;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Objectives;

public sealed class ClozeTests : IDisposable
{
    private const int Items = 40;
    private const int Mask = Items + 1;
    private const int Slots = 10;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0.3, 0.2)]
    [InlineData(0.05, 0)]
    [InlineData(1, 0)]
    [InlineData(0.5, 1)]
    public void Fields_AnyProbabilities_SequencesAndLabelsAgree(double mask, double lastOnly)
    {
        TrainingSplit split = Sequences();
        var objective = new Cloze(Mask, new ClozeOptions { MaskProbability = mask, LastOnlyProbability = lastOnly });
        SequenceWindow[] windows = Windows(split);

        (RaggedSequences sequences, int[] labels) = Fill(objective, split, windows);

        int next = 0;
        for (int row = 0; row < windows.Length; row++)
        {
            int end = windows[row].End + 1;
            int[] whole = split.Sequences[windows[row].User][Math.Max(0, end - Slots)..end].ToArray();
            int[] shown = sequences[row].ToArray();
            int[] own = labels[next..(next + whole.Length)];
            Assert.Equal(whole, shown.Zip(own, (item, label) => item == Mask ? label : item));
            Assert.Equal(shown.Select(item => item == Mask), own.Select(label => label != 0));
            Assert.Contains(Mask, shown);
            next += whole.Length;
        }

        Assert.Equal(labels.Length, next);
    }

    [Fact]
    public void Fields_ManySamples_MasksTheSharesThatOptionsSay()
    {
        TrainingSplit split = Sequences();
        SequenceWindow[] windows = Windows(split).Where(window => window.End + 1 >= Slots).ToArray();
        int lastOnly = 0;
        int masked = 0;
        int rows = 0;
        var objective = new Cloze(Mask, new ClozeOptions { MaskProbability = 0.4, LastOnlyProbability = 0.25 });
        for (int epoch = 0; epoch < 40; epoch++)
        {
            RaggedSequences sequences = Fill(objective, split, windows, epoch).Sequences;
            for (int row = 0; row < sequences.Count; row++)
            {
                int count = sequences[row].Count(Mask);
                if (count == 1 && sequences[row][^1] == Mask)
                {
                    lastOnly++;
                }
                else
                {
                    masked += count;
                }

                rows++;
            }
        }

        // Of the others, 0.4 · 0.6⁹ = 0.4 % mask the last alone by chance; those are counted with the quarter, and none of 0.6¹⁰ is left without a mask.
        double share = (double)masked / ((rows - lastOnly) * Slots);
        Assert.True(rows > 5000, $"{rows} rows.");
        Assert.InRange((double)lastOnly / rows, 0.23, 0.28);
        Assert.InRange(share, 0.385, 0.415);
    }

    [Fact]
    public void Fields_NothingDrawn_MasksOneItemAnywhere()
    {
        TrainingSplit split = Sequences();
        SequenceWindow[] windows = Windows(split).Where(window => window.End + 1 >= Slots).ToArray();
        var objective = new Cloze(Mask, new ClozeOptions { MaskProbability = 1e-9, LastOnlyProbability = 0 });

        RaggedSequences sequences = Fill(objective, split, windows).Sequences;

        int[] places = Enumerable.Range(0, sequences.Count).Select(row => sequences[row].IndexOf(Mask)).ToArray();
        Assert.All(Enumerable.Range(0, sequences.Count), row => Assert.Equal(1, sequences[row].Count(Mask)));
        Assert.Equal(Enumerable.Range(0, Slots), places.Distinct().Order());
    }

    [Fact]
    public void Fields_OtherEpochOrOrder_DrawsAnewOrTheSame()
    {
        TrainingSplit split = Sequences();
        SequenceWindow[] windows = Windows(split);
        var objective = new Cloze(Mask, new ClozeOptions());

        int[] first = Fill(objective, split, windows).Labels;
        int[] other = Fill(objective, split, windows, epoch: 1).Labels;
        var batch = new Batch(TrainingStep.FieldsOf([objective]));
        batch.Fill(new BatchSamples(split, [windows[4], windows[2]], [4, 2], Slots, CounterRandom.Create(1).Derive(0)));
        int start = Enumerable.Range(0, 4).Sum(row => Math.Min(Slots, windows[row].End + 1));

        Assert.NotEqual(first, other);
        Assert.Equal(first[start..(start + Math.Min(Slots, windows[4].End + 1))], batch.Get(Labels(objective)).Values[..Math.Min(Slots, windows[4].End + 1)].ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Compute_LengthGroups_EqualsSoftmaxOverItemsMaskByMask(int threads)
    {
        using TransformerBackbone backbone = Backbone();
        using (no_grad())
        {
            backbone.ItemBiases()!.copy_(arange(Items, dtype: ScalarType.Float32) / 20);
        }

        TrainingSplit split = Sequences();
        SequenceWindow[] windows = Windows(split)[..20];
        var objective = new Cloze(Mask, new ClozeOptions { MaskProbability = 0.4, LastOnlyProbability = 0.3 });
        var batch = new Batch(TrainingStep.FieldsOf([objective]));
        batch.Fill(new BatchSamples(split, windows, Enumerable.Range(0, windows.Length).ToArray(), Slots, CounterRandom.Create(1).Derive(0)));
        using var step = new TrainingStep(backbone, [objective], CPU, threads);
        step.Begin(batch);

        double loss = objective.Compute(step).item<float>();

        float[][] vectors = Numbers.Of(backbone.ItemVectors()).Chunk(8).ToArray();
        ReadOnlySpan<int> labels = batch.Get(Labels(objective)).Values;
        RaggedSequences sequences = batch.Get(objective.Encodings[0].Sequences);
        double expected = 0;
        int slot = 0;
        int count = 0;
        for (int row = 0; row < sequences.Count; row++)
        {
            long[] shown = sequences[row].ToArray().Select(item => (long)item).ToArray();
            float[][] states = Numbers.Of(backbone.EncodePositions(tensor(shown, [1, shown.Length]))).Chunk(8).ToArray();
            foreach (float[] state in states)
            {
                int label = labels[slot++];
                if (label != 0)
                {
                    double[] scores = vectors.Select((vector, i) => vector.Zip(state, (a, b) => (double)a * b).Sum() + (i / 20.0)).ToArray();
                    expected += Math.Log(scores.Sum(Math.Exp)) - scores[label - 1];
                    count++;
                }
            }
        }

        Assert.Equal(expected / count, loss, 2e-5);
    }

    [Fact]
    public void Compute_Backward_ReachesTheMaskTokenAndTheBiases()
    {
        using TransformerBackbone backbone = Backbone();
        TrainingSplit split = Sequences();
        var objective = new Cloze(Mask, new ClozeOptions());
        var batch = new Batch(TrainingStep.FieldsOf([objective]));
        batch.Fill(new BatchSamples(split, [new SequenceWindow(0, 3)], [0], Slots, CounterRandom.Create(1)));
        using var step = new TrainingStep(backbone, [objective], CPU);
        step.Begin(batch);

        step.Backward(objective.Compute(step));

        Assert.All(
            backbone.named_parameters().Where(named => named.name is "item_embedding.weight" or "item_bias"),
            named => Assert.True(Numbers.Of(named.parameter.grad!)[^1] != 0, named.name));
    }

    [Fact]
    public void Create_BackboneWithoutMaskToken_NamesItAndTheCure()
    {
        using var backbone = new TransformerBackbone(Items, new TransformerOptions { MaxLength = Slots }, seed: 1);

        SraClException error = Assert.Throws<SraClException>(() => Factory(new ClozeOptions()).Create(Sequences(), backbone));

        Assert.Contains("TransformerBackbone has none", error.Message, StringComparison.Ordinal);
        Assert.Contains("AddBert4Rec()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_WrongOptions_NamesEveryMistake()
    {
        using TransformerBackbone backbone = Backbone();

        SraClException error = Assert.Throws<SraClException>(
            () => Factory(new ClozeOptions { MaskProbability = 0, LastOnlyProbability = double.NaN }).Create(Sequences(), backbone));

        Assert.Contains("MaskProbability is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("LastOnlyProbability is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Bert4Rec_MasksWithItsToken()
    {
        using TransformerBackbone backbone = Backbone();

        WeightedObjective made = Factory(new ClozeOptions { LastOnlyProbability = 1 }).Create(Sequences(), backbone);

        Assert.Equal(1, made.Weight);
        var batch = new Batch(TrainingStep.FieldsOf([made.Objective]));
        batch.Fill(new BatchSamples(Sequences(), [new SequenceWindow(0, 2)], [0], Slots, CounterRandom.Create(1)));
        Assert.Equal(backbone.MaskToken, batch.Get(made.Objective.Encodings[0].Sequences)[0][^1]);
    }

    private static ClozeFactory Factory(ClozeOptions options) => new(Options.Create(options));

    private static BatchField<IdColumn> Labels(Cloze objective) => (BatchField<IdColumn>)objective.Fields[0];

    private static (RaggedSequences Sequences, int[] Labels) Fill(Cloze objective, TrainingSplit split, SequenceWindow[] windows, int epoch = 0)
    {
        var batch = new Batch(TrainingStep.FieldsOf([objective]));
        batch.Fill(new BatchSamples(split, windows, Enumerable.Range(0, windows.Length).ToArray(), Slots, CounterRandom.Create(1).Derive(epoch)));
        return (batch.Get(objective.Encodings[0].Sequences), batch.Get(Labels(objective)).Values.ToArray());
    }

    private static TransformerBackbone Backbone()
    {
        var options = new TransformerOptions();
        TransformerPresets.Bert4Rec(options);
        options.MaxLength = Slots;
        options.HiddenSize = 8;
        options.InnerSize = 8;
        options.InitializerRange = 0.5;
        var backbone = new TransformerBackbone(Items, options, seed: 2);
        backbone.eval();
        return backbone;
    }

    /// <summary>Users of 2 to 20 items.</summary>
    private static TrainingSplit Sequences()
    {
        CounterRandom random = CounterRandom.Create(9);
        var items = new List<int>();
        var offsets = new List<int> { 0 };
        for (int user = 0; user < 30; user++)
        {
            for (int i = 2 + random.NextInt32(19); i > 0; i--)
            {
                items.Add(1 + random.NextInt32(Items));
            }

            offsets.Add(items.Count);
        }

        return new TrainingSplit(new ItemSequences([.. items], [.. offsets]), Items);
    }

    private static SequenceWindow[] Windows(TrainingSplit split) =>
        Enumerable.Range(0, split.Sequences.Count).SelectMany(user => Enumerable.Range(1, split.Sequences.Length(user) - 1).Select(end => new SequenceWindow(user, end))).ToArray();
}
