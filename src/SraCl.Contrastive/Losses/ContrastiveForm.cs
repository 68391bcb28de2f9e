namespace SraCl.Contrastive.Losses;

/// <summary>Which rows ask and which rows compete in a contrastive loss.</summary>
public enum ContrastiveForm
{
    /// <summary>
    /// Both matrices together are 2B rows; each row asks for its partner among all other rows, 2B − 2 negatives (NT-Xent). What the
    /// official SRA-CL code computes for both of its losses.
    /// </summary>
    Symmetric,

    /// <summary>Each anchor asks for its positive among the B positives, B − 1 negatives (InfoNCE). The SRA-CL paper's wording of eq. 10.</summary>
    OneSided,
}
