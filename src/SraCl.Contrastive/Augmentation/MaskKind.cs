using SraCl.Modeling;

namespace SraCl.Contrastive.Augmentation;

/// <summary>What stands in the place of an item that a view hides.</summary>
public enum MaskKind
{
    /// <summary>The backbone's <see cref="ISequenceBackbone.MaskToken"/>, as in CL4SRec.</summary>
    Token,

    /// <summary>Padding (id 0), as in CoSeRec's and ICLRec's code; needs nothing of the backbone.</summary>
    Padding,
}
