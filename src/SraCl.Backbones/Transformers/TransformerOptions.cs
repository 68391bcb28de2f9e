namespace SraCl.Backbones.Transformers;

/// <summary>
/// The configuration of a <see cref="TransformerBackbone"/>: its sizes, and the parts it is made of. The defaults are those of the SRA-CL paper's official code;
/// <see cref="TransformerPresets"/> has those of other papers.
/// </summary>
/// <remarks>Source of the values: github.com/ziqiangcui/SRA-CL, <c>main.py</c> and the RecBole 1.2 Transformer it builds on. Not safe for concurrent writing.</remarks>
public sealed class TransformerOptions
{
    /// <summary>Gets or sets the number of newest items a sequence is cut to, at least 1; an appended mask token takes one of them.</summary>
    /// <value>The default is 20 (official <c>maxlen</c>).</value>
    public int MaxLength { get; set; } = 20;

    /// <summary>Gets or sets the width D of item vectors, states and representations, at least 1.</summary>
    /// <value>The default is 64 (official <c>hidden_size</c>).</value>
    public int HiddenSize { get; set; } = 64;

    /// <summary>Gets or sets the inner width of the feed-forward parts, at least 1.</summary>
    /// <value>The default is 256 (official <c>inner_size</c>).</value>
    public int InnerSize { get; set; } = 256;

    /// <summary>Gets or sets the number of blocks, at least 1.</summary>
    /// <value>The default is 2 (official <c>n_layers</c>).</value>
    public int Layers { get; set; } = 2;

    /// <summary>Gets or sets the number of attention heads; divides <see cref="HiddenSize"/>.</summary>
    /// <value>The default is 2 (official <c>n_heads</c>).</value>
    public int Heads { get; set; } = 2;

    /// <summary>Gets or sets the dropout probability of the embedding, the attention output and the feed-forward output, in [0, 1).</summary>
    /// <value>The default is 0.5 (official <c>hidden_dropout_prob</c>).</value>
    public double HiddenDropout { get; set; } = 0.5;

    /// <summary>Gets or sets the dropout probability of the attention weights, in [0, 1).</summary>
    /// <value>The default is 0.5 (official <c>attn_dropout_prob</c>).</value>
    public double AttentionDropout { get; set; } = 0.5;

    /// <summary>Gets or sets where the initial weights come from.</summary>
    /// <value>The default is <see cref="WeightInitialization.Normal"/> (official <c>_init_weights</c>).</value>
    public WeightInitialization Initialization { get; set; } = WeightInitialization.Normal;

    /// <summary>Gets or sets the standard deviation of the initial weights, positive.</summary>
    /// <value>The default is 0.02 (official <c>initializer_range</c>).</value>
    public double InitializerRange { get; set; } = 0.02;

    /// <summary>Gets or sets the constant that keeps layer normalisation from dividing by zero, positive.</summary>
    /// <value>The default is 1e-12 (official <c>layer_norm_eps</c>).</value>
    public double LayerNormEpsilon { get; set; } = 1e-12;

    /// <summary>Gets or sets how a block is built.</summary>
    /// <value>The default is <see cref="BlockStyle.PostNorm"/> (official).</value>
    public BlockStyle Blocks { get; set; } = BlockStyle.PostNorm;

    /// <summary>Gets or sets what a slot attends to.</summary>
    /// <value>The default is <see cref="AttentionDirection.Causal"/> (official).</value>
    public AttentionDirection Attention { get; set; } = AttentionDirection.Causal;

    /// <summary>Gets or sets the nonlinearity of the feed-forward parts.</summary>
    /// <value>The default is <see cref="Activation.Gelu"/> (official <c>hidden_act</c>).</value>
    public Activation Activation { get; set; } = Activation.Gelu;

    /// <summary>Gets or sets which end of a sequence the positions count from.</summary>
    /// <value>The default is <see cref="PositionOrder.FromNewest"/> (official: absolute slots, padding on the left).</value>
    public PositionOrder Positions { get; set; } = PositionOrder.FromNewest;

    /// <summary>Gets or sets whether item vectors are multiplied by √D where they enter the network; scores take them as they are.</summary>
    /// <value>The default is false (official).</value>
    public bool ScaleEmbedding { get; set; }

    /// <summary>Gets or sets whether the sum of item vector and position passes through layer normalization.</summary>
    /// <value>The default is true (official).</value>
    public bool EmbeddingNorm { get; set; } = true;

    /// <summary>Gets or sets whether there is a vector for one more id, N + 1, which stands for a hidden item in inputs and is never scored.</summary>
    /// <value>The default is false (official).</value>
    public bool MaskToken { get; set; }

    /// <summary>Gets or sets which slot's state represents a sequence.</summary>
    /// <value>The default is <see cref="SequenceRepresentation.LastItem"/> (official).</value>
    public SequenceRepresentation Representation { get; set; } = SequenceRepresentation.LastItem;

    /// <summary>Gets or sets what states pass through before they are scored.</summary>
    /// <value>The default is <see cref="RepresentationHead.None"/> (official).</value>
    public RepresentationHead Head { get; set; } = RepresentationHead.None;

    /// <summary>Gets or sets whether each item has a learned number that is added to its scores.</summary>
    /// <value>The default is false (official).</value>
    public bool ItemBias { get; set; }

    /// <summary>Gets or sets whether items are scored with vectors of their own instead of those that sequences are made of.</summary>
    /// <value>The default is false (official).</value>
    public bool SeparateOutputTable { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range, or two do not go together; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.AtLeastOne(MaxLength);
        errors.AtLeastOne(HiddenSize);
        errors.AtLeastOne(InnerSize);
        errors.AtLeastOne(Layers);
        errors.AtLeastOne(Heads);
        errors.Probability(HiddenDropout);
        errors.Probability(AttentionDropout);
        errors.Positive(InitializerRange);
        errors.Positive(LayerNormEpsilon);
        errors.Defined(Initialization);
        errors.Defined(Blocks);
        errors.Defined(Attention);
        errors.Defined(Activation);
        errors.Defined(Positions);
        errors.Defined(Representation);
        errors.Defined(Head);
        if (Heads >= 1 && HiddenSize % Heads != 0)
        {
            errors.Add($"{nameof(Heads)} is {Heads} and does not divide {nameof(HiddenSize)} {HiddenSize}; choose a divisor such as 1 or 2.");
        }

        if (Representation == SequenceRepresentation.AppendedMask && !MaskToken)
        {
            errors.Add(
                $"{nameof(Representation)} is {Representation} but {nameof(MaskToken)} is false, so that there is no token to append; set {nameof(MaskToken)} to true, "
                + $"or choose {SequenceRepresentation.LastItem}.");
        }

        if (Representation == SequenceRepresentation.AppendedMask && MaxLength == 1)
        {
            errors.Add($"{nameof(MaxLength)} is 1, which the appended mask token takes alone; expected at least 2 with {nameof(Representation)} {Representation}.");
        }

        errors.Throw("The Transformer's configuration is not valid.");
    }

    /// <summary>Makes a copy that the caller's changes do not reach.</summary>
    internal TransformerOptions Copy() => (TransformerOptions)MemberwiseClone();
}
