using static TorchSharp.torch;

namespace SraCl.Semantic.Roberta;

/// <summary>Configures a <see cref="RobertaEmbedder"/>.</summary>
/// <remarks>Read once, when the embedder is made. Not safe for concurrent use while it changes.</remarks>
public sealed class RobertaEmbedderOptions
{
    /// <summary>The special tokens at both ends, and one of the text.</summary>
    internal const int FewestTokens = 3;

    /// <summary>Gets or sets how the states of a text's tokens become one vector.</summary>
    /// <value>The default is <see cref="RobertaPooling.Pooler"/>, as in SRA-CL's official code.</value>
    public RobertaPooling Pooling { get; set; } = RobertaPooling.Pooler;

    /// <summary>Gets or sets the most tokens of a text, the two special ones included, at least 3 and at most what the model has positions for. What is over is cut off at the end.</summary>
    /// <value>The default is null: the model's maximum, 512 for RoBERTa, as in SRA-CL's official code.</value>
    public int? MaxTokens { get; set; }

    /// <summary>
    /// Gets or sets the most tokens that go through the model at a time, padding included, at least 1; a longer text goes alone. Memory grows with it: with RoBERTa-large, the
    /// attention scores alone are 32 KiB a token where texts have 512 tokens, and there are two or three copies of them.
    /// </summary>
    /// <value>The default is 4,096, eight texts of 512 tokens. Vectors depend on it by rounding alone.</value>
    public int MaxTokensPerBatch { get; set; } = 4096;

    /// <summary>Gets or sets the device that the model runs on.</summary>
    /// <value>The default is null: the CPU. Vectors depend on it by rounding alone.</value>
    public Device? Device { get; set; }

    internal IEnumerable<string> Errors()
    {
        const string Name = nameof(RobertaEmbedderOptions);
        if (!Enum.IsDefined(Pooling))
        {
            yield return $"{Name}.{nameof(Pooling)} is {Pooling}; expected one of {string.Join(", ", Enum.GetNames<RobertaPooling>())}.";
        }

        if (MaxTokens < FewestTokens)
        {
            yield return $"{Name}.{nameof(MaxTokens)} is {MaxTokens}; expected at least {FewestTokens}, the two special tokens and one of the text.";
        }

        if (MaxTokensPerBatch < 1)
        {
            yield return $"{Name}.{nameof(MaxTokensPerBatch)} is {MaxTokensPerBatch}; expected at least 1.";
        }

        if (Device is { type: TorchSharp.DeviceType.CUDA } && !cuda.is_available())
        {
            yield return $"{Name}.{nameof(Device)} is {Device}, but this build of libtorch sees no CUDA device; "
                + "use the CPU, or reference TorchSharp-cuda-windows or TorchSharp-cuda-linux and check the driver.";
        }
    }
}
