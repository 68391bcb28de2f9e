using SraCl.Backbones.Recurrent;
using SraCl.Backbones.Transformers;

namespace SraCl.Cli.Systems;

/// <summary>The sizes of a model as far as the command line gives them; what is null is the system's own choice.</summary>
internal sealed record ModelShape
{
    /// <summary>Gets how many of a user's newest items the model sees. All systems of a comparison see the same.</summary>
    public int MaxLength { get; init; } = new TransformerOptions().MaxLength;

    /// <summary>Gets the width of item vectors and representations. All systems of a comparison have the same.</summary>
    public int HiddenSize { get; init; } = new TransformerOptions().HiddenSize;

    /// <summary>Gets the inner width of feed-forward parts, or of a recurrence.</summary>
    public int? InnerSize { get; init; }

    /// <summary>Gets the number of blocks or recurrent layers.</summary>
    public int? Layers { get; init; }

    /// <summary>Gets the number of attention heads.</summary>
    public int? Heads { get; init; }

    /// <summary>Gets the dropout probability, everywhere.</summary>
    public double? Dropout { get; init; }

    /// <summary>Gets how many items are drawn for a step in place of the whole catalogue in the next-item cross-entropy; null for the whole catalogue.</summary>
    public int? Negatives { get; init; }

    /// <summary>Sets the configuration of a Transformer.</summary>
    /// <param name="options">The configuration, with the system's own choices.</param>
    public void Apply(TransformerOptions options)
    {
        const int UsualRatio = 4;
        int before = options.HiddenSize;
        options.MaxLength = MaxLength;
        options.HiddenSize = HiddenSize;
        options.InnerSize = InnerSize ?? (options.InnerSize == before ? HiddenSize : UsualRatio * HiddenSize);
        options.Layers = Layers ?? options.Layers;
        options.Heads = Heads ?? options.Heads;
        options.HiddenDropout = Dropout ?? options.HiddenDropout;
        options.AttentionDropout = Dropout ?? options.AttentionDropout;
    }

    /// <summary>Sets the configuration of a recurrence.</summary>
    /// <param name="options">The configuration, with the system's own choices.</param>
    public void Apply(GruOptions options)
    {
        int ratio = options.HiddenSize / options.EmbeddingSize;
        options.MaxLength = MaxLength;
        options.EmbeddingSize = HiddenSize;
        options.HiddenSize = InnerSize ?? (ratio * HiddenSize);
        options.Layers = Layers ?? options.Layers;
        options.EmbeddingDropout = Dropout ?? options.EmbeddingDropout;
    }
}
