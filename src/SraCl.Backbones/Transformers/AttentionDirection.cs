namespace SraCl.Backbones.Transformers;

/// <summary>Which items of its sequence a slot attends to; never padding.</summary>
public enum AttentionDirection
{
    /// <summary>Itself and older ones (SASRec, SRA-CL): the state at every slot predicts the item that follows.</summary>
    Causal,

    /// <summary>All of them (BERT4Rec): the state at a slot predicts the item that a mask token hides there. Not for objectives that predict the following item at every slot.</summary>
    Bidirectional,
}
