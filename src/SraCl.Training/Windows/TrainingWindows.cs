namespace SraCl.Training.Windows;

/// <summary>Which training samples are taken from a user's sequence.</summary>
public enum TrainingWindows
{
    /// <summary>Every prefix predicts the item after it: t − 1 samples of a sequence of t items. What SRA-CL and most contrastive systems do.</summary>
    AllPrefixes,

    /// <summary>Only the newest item is predicted: one sample a user, no augmentation.</summary>
    LastOnly,

    /// <summary>
    /// Windows of the maximal length, laid end to end from the newest item backwards, so that every item but a user's first is the target of exactly one
    /// position. For objectives that read all positions of a sequence, such as SASRec's; others see only each window's last target.
    /// </summary>
    Shifted,
}
