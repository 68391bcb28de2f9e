namespace SraCl.Backbones.Objectives;

/// <summary>What <see cref="SampledSoftmax"/> makes of the scores of a sample's target and of the other items of its step.</summary>
public enum SampledLoss
{
    /// <summary>The cross-entropy of a softmax over them. GRU4Rec's default.</summary>
    CrossEntropy,

    /// <summary>
    /// BPR-max (Hidasi and Karatzoglou, CIKM 2018): the pairwise loss against every other item, weighted by a softmax over those items, with a penalty on their scores.
    /// </summary>
    BprMax,
}
