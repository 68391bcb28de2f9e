namespace SraCl.Contrastive.Augmentation;

/// <summary>How the operators of a sample's two views are drawn from crop, mask and reorder.</summary>
public enum OperatorDraw
{
    /// <summary>Two different ones, as in CL4SRec's code.</summary>
    Different,

    /// <summary>Each view's by itself, so that both may have the same, as in CoSeRec's and ICLRec's code.</summary>
    Independent,
}
