namespace SraCl.Semantic.OpenAI;

/// <summary>How a service writes the numbers of vectors.</summary>
public enum EmbeddingEncoding
{
    /// <summary>The bytes of single-precision numbers, little-endian, in base 64.</summary>
    Base64,

    /// <summary>Numbers in JSON, for services that know nothing else.</summary>
    JsonNumbers,
}
