using SraCl.Backbones.Transformers;

namespace SraCl.Backbones.Tests.Transformers;

/// <summary>Small Transformers of different parts, by name: every value of every part is in one of them.</summary>
internal static class Parts
{
    public const int Items = 30;
    public const int Slots = 8;

    private static readonly Dictionary<string, Action<TransformerOptions>> All = new(StringComparer.Ordinal)
    {
        ["as it is"] = _ => { },
        ["sasrec"] = options => Of(options, TransformerPresets.SasRec),
        ["sasrec original"] = options => Of(options, TransformerPresets.SasRecOriginal),
        ["bert4rec"] = options => Of(options, TransformerPresets.Bert4Rec),
        ["bert4rec original"] = options => Of(options, TransformerPresets.Bert4RecOriginal),
        ["post norm, relu, scaled, head, biases, two tables"] = options =>
        {
            options.Activation = Activation.Relu;
            options.ScaleEmbedding = true;
            options.Head = RepresentationHead.Bert;
            options.ItemBias = true;
            options.SeparateOutputTable = true;
        },
        ["sasrec blocks, bidirectional, mask, from newest"] = options =>
        {
            options.Blocks = BlockStyle.SasRec;
            options.Attention = AttentionDirection.Bidirectional;
            options.MaskToken = true;
            options.Representation = SequenceRepresentation.AppendedMask;
            options.LayerNormEpsilon = 1e-8;
        },
        ["causal, mask, no embedding norm, from oldest"] = options =>
        {
            options.Positions = PositionOrder.FromOldest;
            options.EmbeddingNorm = false;
            options.MaskToken = true;
            options.Representation = SequenceRepresentation.AppendedMask;
            options.SeparateOutputTable = true;
            options.Heads = 4;
        },
        ["bidirectional, last item, one block"] = options =>
        {
            options.Attention = AttentionDirection.Bidirectional;
            options.Layers = 1;
        },
    };

    public static IReadOnlyCollection<string> Keys => All.Keys;

    public static TheoryData<string> Names => new(Keys);

    public static TransformerOptions Options(string name)
    {
        var options = new TransformerOptions { MaxLength = Slots, HiddenSize = 16, InnerSize = 24 };
        All[name](options);
        return options;
    }

    /// <summary>Makes a backbone in evaluation mode, its weights so large that attention is far from uniform and a slip cannot hide.</summary>
    public static TransformerBackbone Create(string name, long seed = 1, double dropout = 0.5)
    {
        TransformerOptions options = Options(name);
        options.Initialization = WeightInitialization.Normal;
        options.InitializerRange = 0.3;
        options.HiddenDropout = dropout;
        options.AttentionDropout = dropout;
        var backbone = new TransformerBackbone(Items, options, seed);
        backbone.eval();
        return backbone;
    }

    /// <summary>The parts of a preset in small.</summary>
    private static void Of(TransformerOptions options, Action<TransformerOptions> preset)
    {
        preset(options);
        options.MaxLength = Slots;
        options.HiddenSize = 16;
        options.InnerSize = 24;
    }
}
