namespace SraCl.Training.Evaluation;

/// <summary>What a ranking metric measures; each looks at the first K ranks only.</summary>
public enum MetricKind
{
    /// <summary>HR@K: 1 when the target is among the first K, else 0.</summary>
    HitRate,

    /// <summary>NDCG@K: 1 / log₂(rank + 1) when the target is among the first K, else 0; the ideal ranking of one target gains 1.</summary>
    NormalizedDiscountedCumulativeGain,

    /// <summary>MRR@K: 1 / rank when the target is among the first K, else 0.</summary>
    MeanReciprocalRank,

    /// <summary>Recall@K: the share of targets among the first K. A case has one target here, so it equals <see cref="HitRate"/>.</summary>
    Recall,

    /// <summary>MAP@K: the mean over a case's targets of the precision at their ranks. A case has one target here, so it equals <see cref="MeanReciprocalRank"/>.</summary>
    MeanAveragePrecision,
}
