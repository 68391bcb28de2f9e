namespace SraCl.Backbones.Transformers;

/// <summary>Which slot's state represents a sequence.</summary>
public enum SequenceRepresentation
{
    /// <summary>The newest item's (SASRec, SRA-CL).</summary>
    LastItem,

    /// <summary>
    /// That of a mask token behind the newest item (BERT4Rec, section 3.6: what would stand there?). A sequence that fills all slots loses its oldest item for it.
    /// States at positions, which Cloze training reads, are those of the given slots: nothing is appended to them.
    /// </summary>
    AppendedMask,
}
