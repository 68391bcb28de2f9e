namespace SraCl.Cli.Grids;

/// <summary>What <c>sracl ablate</c> compares (SRA-CL paper, ablation study).</summary>
internal enum AblationVariant
{
    /// <summary>The main loss alone.</summary>
    None,

    /// <summary>With the cross-sequence (user) loss alone.</summary>
    User,

    /// <summary>With the intra-sequence (item) loss alone.</summary>
    Item,

    /// <summary>With both losses, the user loss's positive being one random neighbor instead of a learned mixture.</summary>
    Unlearnable,

    /// <summary>With both losses on neighbors that were found without texts.</summary>
    NoSemantic,

    /// <summary>With both losses.</summary>
    Both,
}
