namespace SraCl.Backbones.Transformers;

/// <summary>What states pass through before they are scored against the items.</summary>
public enum RepresentationHead
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>LN(GELU(W h + b)), as BERT4Rec (section 3.5; <c>run.py</c>, <c>get_masked_lm_output</c>) has it for masked slots. Applied to every state that is returned.</summary>
    Bert,
}
