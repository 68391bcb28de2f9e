namespace SraCl;

/// <summary>Whose reading of the SRA-CL paper is followed where paper, official code and good practice part.</summary>
/// <remarks>Each option that a protocol sets can also be set alone; its documentation says what paper and official code do.</remarks>
public enum SraClProtocol
{
    /// <summary>The corrected protocol of this library: evaluation data is never seen, and padding is no item.</summary>
    Default,

    /// <summary>What the paper's official code does, for results that are to be compared with the published ones.</summary>
    Official,
}
