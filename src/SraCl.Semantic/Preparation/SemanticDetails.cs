namespace SraCl.Semantic.Preparation;

/// <summary>Where semantic neighbors come from, for people and for later checks.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record SemanticDetails
{
    /// <summary>Gets how the items were embedded, in words, such as <c>lsa, d = 256, titles</c>; null when nobody said.</summary>
    public string? ItemEmbedder { get; init; }

    /// <summary>Gets how the sequences were embedded, in words; null when nobody said.</summary>
    public string? SequenceEmbedder { get; init; }

    /// <summary>Gets the fingerprint of the data set, whatever its maker uses to recognize it by; null when nobody said.</summary>
    public string? DatasetFingerprint { get; init; }
}
