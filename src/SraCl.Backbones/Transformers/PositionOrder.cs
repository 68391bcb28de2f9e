namespace SraCl.Backbones.Transformers;

/// <summary>Which end of a sequence the positions count from.</summary>
public enum PositionOrder
{
    /// <summary>The newest item always has the last position, whatever the length: positions say how recent an item is (SRA-CL, SASRec's own code: absolute slots of a left-padded sequence).</summary>
    FromNewest,

    /// <summary>The oldest item always has position 0 (RecBole, BERT4Rec's own code: absolute slots of a right-padded sequence). Padding on the left counts for nothing.</summary>
    FromOldest,
}
