namespace SraCl.Contrastive.Views;

/// <summary>What becomes of padding (id 0) among an item's neighbors.</summary>
public enum PaddingNeighborRule
{
    /// <summary>It is passed over: items are replaced by items.</summary>
    Skip,

    /// <summary>
    /// It is drawn like an item and leaves a gap in the view, as in the official SRA-CL code. A view of nothing but padding takes all of the
    /// backbone's slots, as it does there.
    /// </summary>
    Draw,
}
