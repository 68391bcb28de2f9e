using SraCl.Backbones.Transformers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Transformers;

public sealed class TransformerBackboneTests : IDisposable
{
    private const int Items = 30;
    private const int Slots = 8;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void EncodePositions_AnyPadding_EqualsScalarReference()
    {
        // Weights ten times the usual deviation, so that attention is far from uniform and a slip cannot hide.
        var options = new TransformerOptions { MaxLength = Slots, HiddenSize = 16, InnerSize = 24, InitializerRange = 0.3 };
        using var backbone = new TransformerBackbone(Items, options, seed: 1);
        backbone.eval();
        var reference = new ReferenceTransformer(ReferenceTransformer.Read(backbone), options);
        int[][] sequences = [[0, 0, 0, 0, 0, 0, 0, 7], [0, 0, 0, 3, 3, 9, 1, 30], [5, 6, 7, 8, 9, 10, 11, 12]];

        Tensor states = backbone.EncodePositions(Ids(sequences)); // [3, L, D]
        for (int row = 0; row < sequences.Length; row++)
        {
            int[] items = sequences[row].Where(item => item != 0).ToArray();
            double[][] expected = reference.Encode(items);
            for (int i = 0; i < items.Length; i++)
            {
                float[] wanted = expected[i].Select(v => (float)v).ToArray();
                Numbers.AssertClose(wanted, Numbers.Of(states[row, Slots - items.Length + i]), 2e-5);
            }
        }
    }

    [Fact]
    public void Encode_LastBlockForLastSlotOnly_EqualsLastSlotOfAllPositions()
    {
        using TransformerBackbone backbone = Create();
        backbone.eval();
        Tensor items = Ids([0, 0, 0, 0, 4, 8, 2, 1], [9, 9, 8, 7, 6, 5, 4, 3]);

        Numbers.AssertClose(backbone.EncodePositions(items).select(1, Slots - 1), backbone.Encode(items), 1e-6);
    }

    [Fact]
    public void Constructor_OptionsChangedAfterwards_KeepsThoseItWasGiven()
    {
        var options = new TransformerOptions { MaxLength = Slots, HiddenSize = 16, InnerSize = 24 };
        using var backbone = new TransformerBackbone(Items, options, seed: 1);

        (options.MaxLength, options.HiddenSize, options.Layers, options.MaskToken, options.Representation) = (2, 8, 1, true, SequenceRepresentation.AppendedMask);

        Assert.Equal((Slots, 16, null), (backbone.MaxLength, backbone.HiddenSize, backbone.MaskToken));
        Assert.Equal([1, 16], backbone.Encode(Ids([1, 2, 3, 4, 5, 6, 7, 8])).shape);
        using var replica = (TransformerBackbone)backbone.CreateReplica();
        Assert.Equal(Shapes(backbone), Shapes(replica));

        static string[] Shapes(TransformerBackbone of) => of.state_dict().Select(pair => $"{pair.Key} {string.Join('x', pair.Value.shape)}").ToArray();
    }

    [Fact]
    public void Encode_EmptyBatch_NamesIt()
    {
        using TransformerBackbone backbone = Create();

        Assert.Contains("Got ids [0, 3]", Assert.Throws<ArgumentException>(() => backbone.Encode(zeros(0, 3, dtype: ScalarType.Int64))).Message, StringComparison.Ordinal);
        Assert.Contains("Got ids [2, 0]", Assert.Throws<ArgumentException>(() => backbone.EncodePositions(zeros(2, 0, dtype: ScalarType.Int64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_CroppedPadding_ChangesNothing()
    {
        using TransformerBackbone backbone = Create();
        backbone.eval();

        Tensor full = backbone.Encode(Ids([0, 0, 0, 0, 0, 4, 8, 2]));
        Tensor cropped = backbone.Encode(Ids([4, 8, 2]));

        Numbers.AssertClose(full, cropped, 1e-6);
    }

    [Fact]
    public void Encode_OtherSequencesInTheBatch_ChangeNothing()
    {
        using TransformerBackbone backbone = Create();
        backbone.eval();

        Tensor alone = backbone.Encode(Ids([0, 0, 1, 2]));
        Tensor together = backbone.Encode(Ids([9, 8, 7, 6], [0, 0, 1, 2], [0, 0, 0, 0]));

        Numbers.AssertClose(alone, together.narrow(0, 1, 1), 1e-6);
    }

    [Fact]
    public void EncodePositions_LaterItemChanges_EarlierStatesDoNot()
    {
        using TransformerBackbone backbone = Create();
        backbone.eval();

        Tensor before = backbone.EncodePositions(Ids([1, 2, 3, 4]));
        Tensor after = backbone.EncodePositions(Ids([1, 2, 3, 5]));

        Numbers.AssertClose(before.narrow(1, 0, 3), after.narrow(1, 0, 3), 1e-6);
        Assert.NotEqual(Numbers.Of(before.select(1, 3)), Numbers.Of(after.select(1, 3)));
    }

    [Fact]
    public void Encode_PositionOfAnItem_CountsFromTheEnd()
    {
        using TransformerBackbone backbone = Create();
        backbone.eval();

        Assert.NotEqual(Numbers.Of(backbone.Encode(Ids([1, 2]))), Numbers.Of(backbone.Encode(Ids([2, 1]))));
    }

    [Fact]
    public void Encode_PaddingAlone_IsFinite()
    {
        using TransformerBackbone backbone = Create();
        backbone.train();
        Tensor state = backbone.Encode(Ids([0, 0, 0, 0], [0, 0, 0, 1]));
        state.sum().backward();

        Assert.All(Numbers.Of(state), value => Assert.True(float.IsFinite(value)));
        Assert.All(
            backbone.parameters().Select(parameter => parameter.grad).OfType<Tensor>(),
            gradient => Assert.All(Numbers.Of(gradient), value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Backward_OneBatch_ReachesEveryParameterButPaddingRow()
    {
        using TransformerBackbone backbone = Create();
        Tensor scores = mm(backbone.Encode(Ids([1, 2, 3, 4, 5, 6, 7, 8])), backbone.ItemVectors().t());
        nn.functional.cross_entropy(scores, tensor(new long[] { 3 })).backward();

        foreach ((string name, Parameter parameter) in backbone.named_parameters())
        {
            // A constant added to every key shifts all scores of a query alike and cancels in the softmax; the last block leaves it out.
            bool cancels = name.EndsWith("key.bias", StringComparison.Ordinal);
            double largest = parameter.grad is { } gradient ? Numbers.Of(gradient).Max(Math.Abs) : 0;
            Assert.True(cancels ? largest < 1e-6 : largest > 0, $"{name}: largest gradient {largest}");
        }

        float[] embedding = Numbers.Of(backbone.named_parameters().Single(p => p.name.StartsWith("item_embedding", StringComparison.Ordinal)).parameter.grad!);
        Assert.All(embedding[..16], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Encode_TrainingMode_DrawsDropoutFromTheSeed()
    {
        using TransformerBackbone backbone = Create();
        Tensor items = Ids([1, 2, 3, 4]);
        backbone.train();
        random.manual_seed(1);
        float[] first = Numbers.Of(backbone.Encode(items));
        float[] other = Numbers.Of(backbone.Encode(items));
        random.manual_seed(1);
        float[] again = Numbers.Of(backbone.Encode(items));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Constructor_SameSeed_GivesSameWeightsOfTheStatedDeviation()
    {
        using TransformerBackbone one = Create(seed: 5);
        using TransformerBackbone two = Create(seed: 5);
        using TransformerBackbone three = Create(seed: 6);

        Assert.Equal(Numbers.Of(one.ItemVectors()), Numbers.Of(two.ItemVectors()));
        Assert.NotEqual(Numbers.Of(one.ItemVectors()), Numbers.Of(three.ItemVectors()));
        float[] weights = one.parameters().Where(p => p.dim() == 2).SelectMany(p => Numbers.Of(p)).ToArray();
        double deviation = Math.Sqrt(weights.Average(w => (double)w * w));
        Assert.InRange(deviation, 0.019, 0.021);
        Assert.InRange(weights.Average(), -0.001, 0.001);
    }

    [Fact]
    public void Parameters_BeautySizes_NumberAsInTheOfficialModel()
    {
        using var backbone = new TransformerBackbone(12_101, new TransformerOptions(), seed: 1);

        // Spec 1.2: 941,568 in all, of which the contrastive synthesiser has 65,536 + 128.
        Assert.Equal(941_568 - 65_536 - 128, backbone.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void Encode_MoreSlotsThanPositions_Throws()
    {
        using TransformerBackbone backbone = Create();

        ArgumentException error = Assert.Throws<ArgumentException>(() => backbone.Encode(Ids([1, 2, 3, 4, 5, 6, 7, 8, 9])));
        Assert.Contains("newest 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongConfiguration_NamesEveryMistake()
    {
        var options = new TransformerOptions { Heads = 3, MaxLength = 0, HiddenDropout = 1 };

        SraClException error = Assert.Throws<SraClException>(() => new TransformerBackbone(Items, options, seed: 1));
        Assert.Contains("Heads is 3 and does not divide HiddenSize 64", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxLength is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("HiddenDropout is 1", error.Message, StringComparison.Ordinal);
    }

    private static TransformerBackbone Create(Action<TransformerOptions>? configure = null, long seed = 1)
    {
        var options = new TransformerOptions { MaxLength = Slots, HiddenSize = 16, InnerSize = 24 };
        configure?.Invoke(options);
        return new TransformerBackbone(Items, options, seed);
    }

    private static Tensor Ids(params int[][] rows) =>
        tensor(rows.SelectMany(row => row).Select(id => (long)id).ToArray(), [rows.Length, rows[0].Length]);
}
