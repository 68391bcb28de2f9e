namespace SraCl.Semantic.Storage;

/// <summary>In which precision the numbers of embeddings are stored.</summary>
public enum NpyPrecision
{
    /// <summary>32 bits, exactly as in memory (<c>&lt;f4</c>).</summary>
    Full,

    /// <summary>16 bits, half the size and rounded to about three decimal digits (<c>&lt;f2</c>).</summary>
    Half,
}
