using SraCl.Backbones.Objectives;
using SraCl.Backbones.Recurrent;
using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Recurrent;

public sealed class GruBackboneTests : IDisposable
{
    private const int Items = 30;
    private const int Slots = 8;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(2, true, true)]
    [InlineData(1, true, false)]
    public void EncodePositions_AnyPadding_EqualsScalarReference(int layers, bool biases, bool projection)
    {
        using GruBackbone backbone = Create(options => (options.Layers, options.RecurrentBias, options.Projection, options.EmbeddingSize) = (layers, biases, projection, projection ? 6 : 10));
        backbone.eval();
        var reference = new ReferenceGru(backbone, layers);
        int[][] sequences = [[0, 0, 0, 0, 0, 0, 0, 7], [0, 0, 0, 3, 3, 9, 1, 30], [5, 6, 7, 8, 9, 10, 11, 12], [0, 0, 0, 4, 0, 0, 2, 0]];

        Tensor states = backbone.EncodePositions(Ids(sequences)); // [4, L, D]
        Tensor newest = backbone.Encode(Ids(sequences)); // [4, D]
        for (int row = 0; row < sequences.Length; row++)
        {
            int first = Array.FindIndex(sequences[row], item => item != 0);
            double[][] expected = reference.Encode(sequences[row][first..]);
            for (int slot = first; slot < Slots; slot++)
            {
                Numbers.AssertClose(Floats(expected[slot - first]), Numbers.Of(states[row, slot]), 1e-5);
            }

            Numbers.AssertClose(Floats(expected[^1]), Numbers.Of(newest[row]), 1e-5);
        }
    }

    [Fact]
    public void EncodePacked_RunsOfDifferentLengths_EqualsEverySequenceAlone()
    {
        using GruBackbone backbone = Create();
        backbone.eval();
        var packed = new PackedSequences(tensor(new long[] { 7, 8, 0, 1, 2, 3, 4, 5, 0, 0, 0 }), [new(2, 1, false), new(2, 3, true), new(1, 3, true)]);

        Tensor last = backbone.EncodePacked(packed, EncodingOutput.Last);
        Tensor positions = backbone.EncodePacked(packed, EncodingOutput.Positions);

        int[][] alone = [[7], [8], [1, 2], [3, 4, 5], [0]];
        int[] lastSlots = [0, 1, 4, 7, 10];
        for (int row = 0; row < alone.Length; row++)
        {
            Tensor expected = backbone.Encode(Ids(alone[row])).squeeze(0);
            Numbers.AssertClose(expected, last[row], 1e-6);
            Numbers.AssertClose(expected, positions[lastSlots[row]], 1e-6);
        }
    }

    [Theory]
    [InlineData(1, EncodingOutput.Last)]
    [InlineData(2, EncodingOutput.Last)]
    [InlineData(2, EncodingOutput.Positions)]
    public void EncodePacked_SoManyLengthsThatTimeIsCut_GivesStatesAndGradientsOfEverySequenceAlone(int layers, EncodingOutput output)
    {
        using GruBackbone backbone = Create(options => (options.Layers, options.MaxLength, options.EmbeddingDropout) = (layers, 20, 0));
        int[] lengths = [.. Enumerable.Repeat(2, 60), 20, 1, 9, .. Enumerable.Repeat(3, 50), 6, 14, 20];
        long[][] sequences = lengths.Select((length, row) => Enumerable.Range(0, length).Select(slot => 1 + (((row * 7L) + (slot * 11L)) % Items)).ToArray()).ToArray();
        var packed = new PackedSequences(tensor(sequences.SelectMany(items => items).ToArray()), lengths.Select(length => new SequenceRun(1, length, HasPadding: false)).ToArray());
        Tensor weights = linspace(-1, 1, 10 * lengths.Sum()).view(-1, 10).narrow(1, 0, 6); // Another one for each number of each state.

        Assert.True(RecurrentSlots.Of(packed, output).Segments.Count > 2);
        Tensor states = backbone.EncodePacked(packed, output);
        (states * weights.narrow(0, 0, states.size(0))).sum().backward();
        Dictionary<string, float[]> gradients = GradientsOf(backbone);
        backbone.zero_grad();
        Tensor[] alone = Array.ConvertAll(sequences, items =>
        {
            Tensor row = tensor(items).unsqueeze(0);
            return output == EncodingOutput.Last ? backbone.Encode(row) : backbone.EncodePositions(row).squeeze(0);
        });
        Tensor expected = cat(alone);
        (expected * weights.narrow(0, 0, expected.size(0))).sum().backward();

        Numbers.AssertClose(expected, states, 1e-6);
        Assert.All(GradientsOf(backbone), gradient => Numbers.AssertClose(gradient.Value, gradients[gradient.Key], 1e-4));
    }

    [Fact]
    public void Encode_PaddingAlone_IsFiniteHoweverMuch()
    {
        using GruBackbone backbone = Create();
        backbone.train();
        backbone.Encode(Ids([0, 0, 0, 0], [0, 0, 0, 1])).sum().backward();
        backbone.eval();

        Tensor four = backbone.Encode(Ids([0, 0, 0, 0]));
        Assert.All(Numbers.Of(four), value => Assert.True(float.IsFinite(value)));
        Numbers.AssertClose(four, backbone.Encode(Ids([0])), 0);
        Assert.All(Numbers.Of(backbone.EncodePositions(Ids([0, 0, 0, 0]))), value => Assert.True(float.IsFinite(value)));
        Assert.All(
            backbone.parameters().Select(parameter => parameter.grad).OfType<Tensor>(),
            gradient => Assert.All(Numbers.Of(gradient), value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Constructor_RecBole_GivesTheStatedDistributions()
    {
        using var backbone = new GruBackbone(2_000, new GruOptions { Layers = 2 }, seed: 5);
        var weights = backbone.named_parameters().ToDictionary(p => p.name, p => Numbers.Of(p.parameter), StringComparer.Ordinal);

        Assert.Equal(
            ["dense.bias", "dense.weight", "gru.weight_hh_l0", "gru.weight_hh_l1", "gru.weight_ih_l0", "gru.weight_ih_l1", "item_embedding.weight"],
            weights.Keys.Order(StringComparer.Ordinal));
        float[] table = weights["item_embedding.weight"];
        Assert.All(table[..64], value => Assert.Equal(0, value));
        Assert.InRange(Deviation(table[64..]) / Math.Sqrt(2 / (2_001.0 + 64)), 0.98, 1.02);
        Assert.True(table.Max() > 3.5 * Math.Sqrt(2 / 2_065.0), "A normal distribution reaches further than a uniform one.");
        AssertUniform(weights["gru.weight_ih_l0"], Math.Sqrt(6 / (384.0 + 64)));
        AssertUniform(weights["gru.weight_hh_l0"], Math.Sqrt(6 / (384.0 + 128)));
        AssertUniform(weights["gru.weight_ih_l1"], 1 / Math.Sqrt(128));
        AssertUniform(weights["dense.weight"], 1 / Math.Sqrt(128));
    }

    [Fact]
    public void Constructor_Official_GivesTheStatedDistributionsAndParts()
    {
        var options = new GruOptions();
        GruPresets.Official(options);
        using var backbone = new GruBackbone(500, options, seed: 5);
        var weights = backbone.named_parameters().ToDictionary(p => p.name, p => Numbers.Of(p.parameter), StringComparer.Ordinal);

        AssertUniform(weights["item_embedding.weight"][100..], Math.Sqrt(6 / (501.0 + 100)));
        AssertUniform(weights["gru.weight_ih_l0"], Math.Sqrt(6 / 200.0));
        AssertUniform(weights["gru.weight_hh_l0"], Math.Sqrt(6 / 200.0));
        Assert.All(weights["gru.bias_hh_l0"], value => Assert.Equal(0, value));
        Assert.All(weights["item_bias"], value => Assert.Equal(0, value));
        Assert.Equal(500, backbone.ItemBiases()!.size(0));
        Assert.Equal(100, backbone.HiddenSize);
    }

    [Fact]
    public void Constructor_SameSeed_GivesSameWeights()
    {
        using GruBackbone one = Create(seed: 5);
        using GruBackbone two = Create(seed: 5);
        using GruBackbone three = Create(seed: 6);

        Assert.All(one.parameters().Zip(two.parameters()), pair => Assert.Equal(Numbers.Of(pair.First), Numbers.Of(pair.Second)));
        Assert.NotEqual(Numbers.Of(one.ItemVectors()), Numbers.Of(three.ItemVectors()));
    }

    [Fact]
    public void ItemTables_OutputTable_AreBothAndViews()
    {
        using GruBackbone backbone = Create(options => (options.SeparateOutputTable, options.MaskToken) = (true, true));
        IReadOnlyList<Tensor> tables = backbone.ItemTables();

        Assert.Equal([Items, 6], tables[0].shape.Select(size => (int)size));
        Assert.Equal([Items, 6], tables[1].shape.Select(size => (int)size));
        Assert.Equal(Items + 1, backbone.MaskToken);
        using (no_grad())
        {
            tables[1].fill_(3);
            tables[0].fill_(2);
        }

        Assert.Equal(3, backbone.ItemVectors().min().ToDouble());
        Assert.Equal(2, backbone.named_parameters().Single(p => p.name.StartsWith("item_embedding", StringComparison.Ordinal)).parameter[1, 0].ToDouble());
        Assert.True(backbone.Encode(Ids([1, Items + 1])).isfinite().all().ToBoolean());
    }

    [Fact]
    public void Backward_OneBatch_ReachesEveryParameter()
    {
        using GruBackbone backbone = Create(options => (options.SeparateOutputTable, options.ItemBias, options.RecurrentBias, options.Layers) = (true, true, true, 2));
        Tensor vectors = ItemScoring.Vectors(backbone);
        Tensor scores = mm(ItemScoring.Representations(backbone.Encode(Ids([1, 2, 3, 4, 5, 6, 7, 8])), vectors), vectors.t());
        nn.functional.cross_entropy(scores, tensor(new long[] { 3 })).backward();

        foreach ((string name, Parameter parameter) in backbone.named_parameters())
        {
            Assert.True(parameter.grad is { } gradient && Numbers.Of(gradient).Max(Math.Abs) > 0, name);
        }
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0, 0.5)]
    public void EncodePacked_OwnDropoutSource_DrawsFromItAlone(double embedding, double hidden)
    {
        // One at a time: what is drawn first seeds torch's generator for what might be drawn past the source behind it.
        using GruBackbone backbone = Create(options => (options.EmbeddingDropout, options.HiddenDropout, options.Layers) = (embedding, hidden, 2));
        backbone.train();

        float[] Run(long seed, long torchs)
        {
            random.manual_seed(torchs);
            return Numbers.Of(backbone.EncodePacked(new PackedSequences(tensor(new long[] { 1, 2, 3 }), [new(1, 3, false)], new DropoutSource(CounterRandom.Create(seed))), EncodingOutput.Last));
        }

        Assert.Equal(Run(1, 1), Run(1, 2));
        Assert.NotEqual(Run(1, 1), Run(2, 1));
    }

    [Fact]
    public void Backward_SeveralThreads_GivesTheGradientsOfOneAndRepeatsToTheLastBit()
    {
        Dictionary<string, float[]> one = Gradients(dropout: 0, threads: 1);
        Assert.All(Gradients(dropout: 0, threads: 3), gradient => Numbers.AssertClose(one[gradient.Key], gradient.Value, 1e-6));

        Dictionary<string, float[]> first = Gradients(dropout: 0.5, threads: 3);
        Assert.All(Gradients(dropout: 0.5, threads: 3), gradient => Assert.Equal(first[gradient.Key], gradient.Value));
    }

    [Fact]
    public void CreateReplica_OfABackbone_EncodesTheSame()
    {
        using GruBackbone backbone = Create(options => options.ItemBias = true);
        using var replica = (GruBackbone)backbone.CreateReplica();
        backbone.eval();
        replica.eval();
        Assert.Equal(backbone.named_parameters().Select(p => p.name), replica.named_parameters().Select(p => p.name));

        replica.load_state_dict(backbone.state_dict());

        Assert.Equal(Numbers.Of(backbone.Encode(Ids([1, 2, 3]))), Numbers.Of(replica.Encode(Ids([1, 2, 3]))));
    }

    [Fact]
    public void ItemBiases_OfAModuleThatWasMoved_AreItsNewParameter()
    {
        using GruBackbone backbone = Create(options => options.ItemBias = true);
        using (no_grad())
        {
            backbone.ItemBiases()!.fill_(0.25);
        }

        backbone.to(ScalarType.Float64);

        Tensor biases = backbone.ItemBiases()!;
        Assert.Equal(ScalarType.Float64, biases.dtype);
        Assert.Equal(0.25 * Items, biases.sum().item<double>());
        biases.sum().backward();
        Assert.NotNull(backbone.get_parameter("item_bias")!.grad);
    }

    [Fact]
    public void Constructor_OptionsChangedAfterwards_KeepsThoseItWasGiven()
    {
        var options = new GruOptions { MaxLength = Slots, EmbeddingSize = 6, HiddenSize = 10, ItemBias = true };
        using var backbone = new GruBackbone(Items, options, seed: 1);

        (options.MaxLength, options.EmbeddingSize, options.HiddenSize, options.ItemBias, options.MaskToken) = (2, 5, 7, false, true);

        Assert.Equal((Slots, 6, null), (backbone.MaxLength, backbone.HiddenSize, backbone.MaskToken));
        Assert.NotNull(backbone.ItemBiases());
        using var replica = (GruBackbone)backbone.CreateReplica();
        Assert.Equal(Shapes(backbone), Shapes(replica));

        static string[] Shapes(GruBackbone of) => of.state_dict().Select(pair => $"{pair.Key} {string.Join('x', pair.Value.shape)}").ToArray();
    }

    [Fact]
    public void Encode_EmptyBatch_NamesIt()
    {
        using GruBackbone backbone = Create();

        Assert.Contains("Got ids [0, 3]", Assert.Throws<ArgumentException>(() => backbone.Encode(zeros(0, 3, dtype: ScalarType.Int64))).Message, StringComparison.Ordinal);
        Assert.Contains("Got ids [2, 0]", Assert.Throws<ArgumentException>(() => backbone.EncodePositions(zeros(2, 0, dtype: ScalarType.Int64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_MoreSlotsThanMaxLength_Throws()
    {
        using GruBackbone backbone = Create();

        ArgumentException error = Assert.Throws<ArgumentException>(() => backbone.Encode(Ids([1, 2, 3, 4, 5, 6, 7, 8, 9])));
        Assert.Contains("newest 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongConfiguration_NamesEveryMistake()
    {
        var options = new GruOptions { Layers = 0, EmbeddingDropout = 1, Projection = false, Initialization = (GruInitialization)5 };

        SraClException error = Assert.Throws<SraClException>(() => new GruBackbone(Items, options, seed: 1));
        Assert.Contains("Layers is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("EmbeddingDropout is 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("Initialization is 5", error.Message, StringComparison.Ordinal);
        Assert.Contains("HiddenSize is 128 and EmbeddingSize is 64", error.Message, StringComparison.Ordinal);
    }

    private static GruBackbone Create(Action<GruOptions>? configure = null, long seed = 1)
    {
        var options = new GruOptions { MaxLength = Slots, EmbeddingSize = 6, HiddenSize = 10 };
        configure?.Invoke(options);
        return new GruBackbone(Items, options, seed);
    }

    private static Dictionary<string, float[]> Gradients(double dropout, int threads)
    {
        using GruBackbone backbone = Create(options => (options.EmbeddingDropout, options.HiddenDropout) = (dropout, dropout));
        var split = new TrainingSplit(new ItemSequences([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 3, 11, 12, 5], [0, 9, 14]), Items);
        SequenceWindow[] samples = [new(0, 8), new(1, 1), new(0, 3), new(1, 3), new(0, 1), new(1, 4)];
        var objective = new NextItemCrossEntropy();
        var batch = new Batch(TrainingStep.FieldsOf([objective]));
        batch.Fill(new BatchSamples(split, samples, [0, 1, 2, 3, 4, 5], Slots, CounterRandom.Create(1)));
        using var step = new TrainingStep(backbone, [objective], CPU, threads);
        backbone.train();
        step.Begin(batch, CounterRandom.Create(2));
        step.Backward(objective.Compute(step));
        return GradientsOf(backbone);
    }

    private static Dictionary<string, float[]> GradientsOf(GruBackbone backbone) =>
        backbone.named_parameters().ToDictionary(p => p.name, p => Numbers.Of(p.parameter.grad!), StringComparer.Ordinal);

    private static double Deviation(float[] values) => Math.Sqrt(values.Average(value => (double)value * value));

    private static void AssertUniform(float[] values, double bound)
    {
        Assert.InRange(values.Max(Math.Abs) / bound, 0.98, 1.0001);
        Assert.InRange(Deviation(values) / (bound / Math.Sqrt(3)), 0.97, 1.03);
    }

    private static float[] Floats(double[] values) => values.Select(value => (float)value).ToArray();

    private static Tensor Ids(params int[][] rows) =>
        tensor(rows.SelectMany(row => row).Select(id => (long)id).ToArray(), [rows.Length, rows[0].Length]);
}
