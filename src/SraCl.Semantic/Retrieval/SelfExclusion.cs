namespace SraCl.Semantic.Retrieval;

/// <summary>How a row is kept from being its own neighbor.</summary>
public enum SelfExclusion
{
    /// <summary>The row itself is left out, whatever its rank.</summary>
    ById,

    /// <summary>
    /// The first-ranked row is left out, whichever it is, as the official SRA-CL code does. Among rows of equal vectors that may be
    /// another row, and the row itself stays in its list.
    /// </summary>
    ByRank,
}
