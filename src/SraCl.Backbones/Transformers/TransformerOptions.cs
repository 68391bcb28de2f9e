namespace SraCl.Backbones.Transformers;

/// <summary>The configuration of a <see cref="TransformerBackbone"/>. The defaults are those of the SRA-CL paper's official code.</summary>
/// <remarks>Source of the values: github.com/ziqiangcui/SRA-CL, <c>main.py</c> and the RecBole 1.2 Transformer it builds on.</remarks>
public sealed class TransformerOptions
{
    /// <summary>Gets or sets the number of newest items a sequence is cut to, at least 1.</summary>
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

    /// <summary>Gets or sets the standard deviation of the initial weights, positive.</summary>
    /// <value>The default is 0.02 (official <c>initializer_range</c>).</value>
    public double InitializerRange { get; set; } = 0.02;

    /// <summary>Gets or sets the constant that keeps layer normalisation from dividing by zero, positive.</summary>
    /// <value>The default is 1e-12 (official <c>layer_norm_eps</c>).</value>
    public double LayerNormEpsilon { get; set; } = 1e-12;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new List<string>();
        AtLeastOne(MaxLength, nameof(MaxLength));
        AtLeastOne(HiddenSize, nameof(HiddenSize));
        AtLeastOne(InnerSize, nameof(InnerSize));
        AtLeastOne(Layers, nameof(Layers));
        AtLeastOne(Heads, nameof(Heads));
        Probability(HiddenDropout, nameof(HiddenDropout));
        Probability(AttentionDropout, nameof(AttentionDropout));
        Positive(InitializerRange, nameof(InitializerRange));
        Positive(LayerNormEpsilon, nameof(LayerNormEpsilon));
        if (Heads >= 1 && HiddenSize % Heads != 0)
        {
            errors.Add($"{nameof(Heads)} is {Heads} and does not divide {nameof(HiddenSize)} {HiddenSize}; choose a divisor such as 1 or 2.");
        }

        if (errors.Count > 0)
        {
            throw new SraClException("The Transformer's configuration is not valid. " + string.Join(' ', errors));
        }

        void AtLeastOne(int value, string name)
        {
            if (value < 1)
            {
                errors.Add($"{name} is {value}; expected at least 1.");
            }
        }

        void Probability(double value, string name)
        {
            if (!(value >= 0 && value < 1))
            {
                errors.Add($"{name} is {value}; expected a probability in [0, 1).");
            }
        }

        void Positive(double value, string name)
        {
            if (!(value > 0 && double.IsFinite(value)))
            {
                errors.Add($"{name} is {value}; expected a positive number.");
            }
        }
    }
}
