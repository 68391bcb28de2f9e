namespace SraCl.Semantic.Preparation;

/// <summary>By which rules semantic neighbors were found, for the results made with them.</summary>
public enum SemanticProtocol
{
    /// <summary>The corrected rules, <see cref="SemanticNeighborsOptions"/> as created.</summary>
    Default,

    /// <summary>Those of the official SRA-CL code, <see cref="SemanticNeighborsOptions.Official"/>.</summary>
    Official,

    /// <summary>Any others.</summary>
    Custom,
}
