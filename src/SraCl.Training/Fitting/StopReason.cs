namespace SraCl.Training.Fitting;

/// <summary>Why a training run ended.</summary>
public enum StopReason
{
    /// <summary>The number of epochs was reached.</summary>
    EpochLimit,

    /// <summary>The validation score had not improved for more than the patience.</summary>
    EarlyStopping,

    /// <summary>The caller cancelled after at least one epoch was validated; the best weights so far were restored.</summary>
    Canceled,
}
