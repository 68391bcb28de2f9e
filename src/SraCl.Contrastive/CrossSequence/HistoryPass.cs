using SraCl.Encoders;

namespace SraCl.Contrastive.CrossSequence;

/// <summary>Which encoding of a sample's own sequence the user loss compares with its positive.</summary>
public enum HistoryPass
{
    /// <summary>One of its own, with dropout masks of its own, as in the official SRA-CL code.</summary>
    Separate,

    /// <summary>
    /// <see cref="StandardEncodings.History"/>, which main losses read: one pass of the batch less in every step, and the paper's one h_u. The
    /// expected loss and gradient stay the same; their variance does not (SRA-CL spec R9).
    /// </summary>
    Shared,
}
