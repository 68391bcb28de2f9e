namespace SraCl.Backbones.Transformers;

/// <summary>How a Transformer block orders attention, feed-forward part, residuals and layer normalization.</summary>
public enum BlockStyle
{
    /// <summary>
    /// y = LN(x + Dropout(O(A(x)))), then LN(y + Dropout(FFN(y))), with an output projection O after the attention A. What the SRA-CL paper, BERT4Rec
    /// (github.com/FeiSun/BERT4Rec, <c>modeling.py</c>) and RecBole's models have.
    /// </summary>
    PostNorm,

    /// <summary>
    /// q = LN(x), a = q + A(q; keys and values of x as it is), y = LN(a), then y + Dropout(W₂ Dropout(act(W₁ y))), slots of padding times 0; after the last
    /// block one more LN. The attention has no output projection, and the residuals start at the normalized states. What SASRec's own code has
    /// (github.com/kang205/SASRec, <c>model.py</c> and <c>modules.py</c>), where the paper normalizes keys and values too.
    /// </summary>
    SasRec,
}
