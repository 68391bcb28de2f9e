namespace SraCl.Semantic.Retrieval;

/// <summary>Whether row 0 is padding, and what becomes of it.</summary>
public enum PaddingRow
{
    /// <summary>Row 0 is a row like the others, as in a matrix of sequences.</summary>
    None,

    /// <summary>Row 0 is padding, as in a matrix of items: it is nobody's neighbor and has none.</summary>
    Excluded,

    /// <summary>Row 0 is padding but may be a neighbor, as in the official SRA-CL code; it has no neighbors of its own.</summary>
    InPool,
}
