namespace SraCl.Contrastive.Views;

/// <summary>Which items of a sequence a view replaces.</summary>
public enum SubstitutionRule
{
    /// <summary>Each item by itself with the given probability, so that a view may be unchanged. What the official SRA-CL code does.</summary>
    EachItem,

    /// <summary>
    /// The given share of the items, chosen without repetition: share × length to the nearest whole number, and at least one. A reading of
    /// the SRA-CL paper's "randomly select 20 % of the items", which does not say how it rounds.
    /// </summary>
    FixedShare,
}
