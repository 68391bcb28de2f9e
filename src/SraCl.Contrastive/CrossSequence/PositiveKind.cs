namespace SraCl.Contrastive.CrossSequence;

/// <summary>What the positive of a sequence is made of.</summary>
public enum PositiveKind
{
    /// <summary>The weighted sum of the neighbors' representations, with learned weights (<see cref="SampleSynthesizer"/>; eq. 7 to 9).</summary>
    Synthesized,

    /// <summary>The representation of one neighbor, drawn uniformly: the SRA-CL paper's ablation "unlearnable".</summary>
    RandomNeighbor,
}
