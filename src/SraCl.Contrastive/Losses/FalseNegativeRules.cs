namespace SraCl.Contrastive.Losses;

/// <summary>Which samples of a batch are too alike to be each other's negatives.</summary>
[Flags]
public enum FalseNegativeRules
{
    /// <summary>Every other sample is a negative, as in the official SRA-CL code.</summary>
    None = 0,

    /// <summary>Samples of the same user, which are prefixes of one another, are no negatives.</summary>
    SameUser = 1,

    /// <summary>Samples whose next item is the same are no negatives.</summary>
    SameTarget = 2,

    /// <summary>Samples whose inputs are the same items in the same order are no negatives.</summary>
    EqualSequence = 4,
}
