namespace SraCl.Backbones.Transformers;

/// <summary>The nonlinearity inside the feed-forward parts.</summary>
public enum Activation
{
    /// <summary>x · Φ(x) in its exact erf form (SRA-CL, RecBole, BERT4Rec's own code).</summary>
    Gelu,

    /// <summary>max(0, x) (SASRec's own code).</summary>
    Relu,
}
