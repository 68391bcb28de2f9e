namespace SraCl.Backbones.Recurrent;

/// <summary>The configuration of a <see cref="GruBackbone"/>. The defaults are those of RecBole's GRU4Rec; <see cref="GruPresets"/> has the authors'.</summary>
/// <remarks>
/// Source of the values: github.com/RUCAIBox/RecBole 1.2, <c>properties/model/GRU4Rec.yaml</c> and <c>sequential_recommender/gru4rec.py</c>. Not safe for
/// concurrent writing.
/// </remarks>
public sealed class GruOptions
{
    /// <summary>Gets or sets the number of newest items a sequence is cut to, at least 1.</summary>
    /// <value>The default is 50 (RecBole <c>MAX_ITEM_LIST_LENGTH</c>).</value>
    public int MaxLength { get; set; } = 50;

    /// <summary>Gets or sets the width of the item vectors that go in, at least 1.</summary>
    /// <value>The default is 64 (RecBole <c>embedding_size</c>).</value>
    public int EmbeddingSize { get; set; } = 64;

    /// <summary>Gets or sets the number of units H of each recurrent layer, at least 1.</summary>
    /// <value>The default is 128 (RecBole <c>hidden_size</c>).</value>
    public int HiddenSize { get; set; } = 128;

    /// <summary>Gets or sets the number of recurrent layers, at least 1.</summary>
    /// <value>The default is 1 (RecBole <c>num_layers</c>).</value>
    public int Layers { get; set; } = 1;

    /// <summary>Gets or sets whether the recurrent layers have biases.</summary>
    /// <value>The default is false, as in RecBole; the authors' layers have them.</value>
    public bool RecurrentBias { get; set; }

    /// <summary>
    /// Gets or sets whether a linear layer takes the last layer's state to the width of the item vectors. Without it the state is the representation, which has
    /// <see cref="HiddenSize"/> numbers.
    /// </summary>
    /// <value>The default is true, as in RecBole; the authors have none.</value>
    public bool Projection { get; set; } = true;

    /// <summary>Gets or sets whether representations are scored with a table of their own and not with the item vectors that go in.</summary>
    /// <value>The default is false, as in RecBole and the authors' <c>constrained_embedding=True</c>.</value>
    public bool SeparateOutputTable { get; set; }

    /// <summary>Gets or sets whether every item has a bias that is added to its score.</summary>
    /// <value>The default is false, as in RecBole; the authors have them.</value>
    public bool ItemBias { get; set; }

    /// <summary>Gets or sets whether there is a vector for a hidden item, of id N + 1, for objectives that mask.</summary>
    /// <value>The default is false: neither RecBole nor the authors have one.</value>
    public bool MaskToken { get; set; }

    /// <summary>Gets or sets the dropout probability of the item vectors that go in, in [0, 1).</summary>
    /// <value>The default is 0.3 (RecBole <c>dropout_prob</c>).</value>
    public double EmbeddingDropout { get; set; } = 0.3;

    /// <summary>Gets or sets the dropout probability of the last layer's state, in [0, 1).</summary>
    /// <value>The default is 0, as in RecBole; the authors' <c>dropout_p_hidden</c>.</value>
    public double HiddenDropout { get; set; }

    /// <summary>Gets or sets how the weights begin.</summary>
    /// <value>The default is <see cref="GruInitialization.RecBole"/>.</value>
    public GruInitialization Initialization { get; set; }

    /// <summary>Gets the width of a representation.</summary>
    internal int RepresentationSize => Projection ? EmbeddingSize : HiddenSize;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.AtLeastOne(MaxLength);
        errors.AtLeastOne(EmbeddingSize);
        errors.AtLeastOne(HiddenSize);
        errors.AtLeastOne(Layers);
        errors.Probability(EmbeddingDropout);
        errors.Probability(HiddenDropout);
        errors.Defined(Initialization);
        if (!Projection && !SeparateOutputTable && HiddenSize != EmbeddingSize)
        {
            errors.Add(
                $"{nameof(HiddenSize)} is {HiddenSize} and {nameof(EmbeddingSize)} is {EmbeddingSize}, but states are scored with the item vectors as they are; "
                + $"make the two equal, or set {nameof(Projection)} or {nameof(SeparateOutputTable)}.");
        }

        errors.Throw("The GRU's configuration is not valid.");
    }

    /// <summary>Makes a copy that the caller's changes do not reach.</summary>
    internal GruOptions Copy() => (GruOptions)MemberwiseClone();
}
