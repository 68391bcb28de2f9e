using SraCl.Training.Evaluation;

namespace SraCl.Training.Fitting;

/// <summary>What one epoch brought.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Loss">The mean total loss over the epoch's samples.</param>
/// <param name="Losses">The mean unweighted loss of each objective over the epoch's samples, by objective name.</param>
/// <param name="Validation">The validation result after the epoch.</param>
/// <param name="Score">The validation value of the selection metric.</param>
/// <param name="TrainingTime">The time spent training.</param>
/// <param name="ValidationTime">The time spent validating.</param>
public sealed record EpochSummary(
    int Epoch,
    double Loss,
    IReadOnlyDictionary<string, double> Losses,
    EvaluationResult Validation,
    double Score,
    TimeSpan TrainingTime,
    TimeSpan ValidationTime)
{
    /// <summary>Gets whether the epoch was the best one when it was validated, by the selection rule.</summary>
    public bool IsBest { get; init; }
}
