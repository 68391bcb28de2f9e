namespace SraCl.Training.Evaluation;

/// <summary>Where a target stands among items with the same score.</summary>
/// <remarks>
/// Scores are compared as they were computed in single precision. Items with equal vectors usually get equal scores, but a
/// matrix product may round them differently by their place in it; then they are no tie and stand in the order of the rounding.
/// </remarks>
public enum TieRule
{
    /// <summary>
    /// Before all of them: rank = 1 + number of greater scores. The order of equal scores in the SRA-CL authors' evaluation is undefined,
    /// and this is the usual reading. A model whose scores are all equal gets rank 1 in every case: look at <see cref="Pessimistic"/> when results are too good.
    /// </summary>
    Optimistic,

    /// <summary>Behind all of them: rank = 1 + number of other items with an equal or greater score.</summary>
    Pessimistic,

    /// <summary>In the middle of them: the mean of the two other ranks, which may be half a rank. A model whose scores are all equal gets the rank of chance, (N + 1) / 2.</summary>
    Average,
}
