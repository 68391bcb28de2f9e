using SraCl.Encoders;

namespace SraCl.Contrastive.SameTarget;

/// <summary>Which encodings of a sample <see cref="DuoRecObjective"/> brings together.</summary>
public enum DuoRecPairs
{
    /// <summary>A second dropout pass of the sample and a sample with the same target; the pass that main losses read takes no part. Official <c>us_x</c>, its default.</summary>
    DropoutAndSameTarget,

    /// <summary><see cref="StandardEncodings.History"/> and a second dropout pass of it: unsupervised. Official <c>un</c>.</summary>
    HistoryAndDropout,

    /// <summary><see cref="StandardEncodings.History"/> and a sample with the same target: supervised. Official <c>su</c>.</summary>
    HistoryAndSameTarget,

    /// <summary>The sum of the losses of <see cref="HistoryAndDropout"/> and <see cref="HistoryAndSameTarget"/>. Official <c>us</c>.</summary>
    Both,
}
