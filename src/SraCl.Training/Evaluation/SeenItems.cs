namespace SraCl.Training.Evaluation;

/// <summary>Whether the items of a history may be ranked again.</summary>
public enum SeenItems
{
    /// <summary>Every item competes, those of the history included; what the SRA-CL authors' evaluation does.</summary>
    Keep,

    /// <summary>Items of the history do not compete. A target that also occurs in the history still has its rank.</summary>
    Mask,
}
