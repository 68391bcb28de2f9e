namespace SraCl.Training.Fitting;

/// <summary>What a training run brought. The backbone holds the weights of the best epoch.</summary>
/// <param name="Epochs">Every finished epoch, in order.</param>
/// <param name="BestEpoch">The epoch whose weights the backbone holds, selected by validation.</param>
/// <param name="StopReason">Why the run ended.</param>
/// <param name="Samples">The number of training samples.</param>
/// <param name="Duration">The time the whole run took, that before a checkpoint included.</param>
public sealed record TrainingResult(
    IReadOnlyList<EpochSummary> Epochs,
    EpochSummary BestEpoch,
    StopReason StopReason,
    int Samples,
    TimeSpan Duration)
{
    /// <summary>Gets the directory of the newest checkpoint of the run; null when there is none.</summary>
    public string? Checkpoint { get; init; }
}
