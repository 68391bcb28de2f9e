namespace SraCl.Training.Fitting;

/// <summary>When a validation score counts as better than the best one so far.</summary>
public enum SelectionRule
{
    /// <summary>
    /// The rule of the official SRA-CL code (RecBole's early stopping): scores are rounded to 4 decimals and a tie counts as better,
    /// hence the later of two equal epochs is kept and the patience starts anew.
    /// </summary>
    Official,

    /// <summary>A score is better when it exceeds the best one by more than <see cref="TrainerOptions.MinDelta"/>.</summary>
    MinDelta,
}
