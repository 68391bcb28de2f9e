namespace SraCl.Contrastive.Losses;

/// <summary>How the losses of single rows become one number.</summary>
public enum ContrastiveReduction
{
    /// <summary>The mean over all rows that ask: 2B rows, or B when the form is one-sided. What the official SRA-CL code computes.</summary>
    MeanOverRows,

    /// <summary>
    /// The sum of the directions' means, as the two lines of the SRA-CL paper's eq. 14: twice the mean over rows in the symmetric form,
    /// the same in the one-sided form, which has one direction.
    /// </summary>
    SumOfDirections,
}
