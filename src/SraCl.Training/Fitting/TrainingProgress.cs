namespace SraCl.Training.Fitting;

/// <summary>Where a training run stands; reported after every step and every validation.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Epochs">The largest number of epochs.</param>
/// <param name="Step">The step of the epoch, counted from 1.</param>
/// <param name="Steps">The number of steps of an epoch.</param>
/// <param name="Loss">The mean total loss of the epoch's steps so far.</param>
/// <param name="Elapsed">The time since the run began.</param>
/// <param name="Remaining">The time until the epoch limit at the present pace; early stopping may end the run before. Null in the first step.</param>
/// <param name="LastEpoch">The last finished epoch, null during the first.</param>
/// <param name="BestEpoch">The best epoch so far by validation, null during the first.</param>
public readonly record struct TrainingProgress(
    int Epoch,
    int Epochs,
    int Step,
    int Steps,
    double Loss,
    TimeSpan Elapsed,
    TimeSpan? Remaining,
    EpochSummary? LastEpoch,
    EpochSummary? BestEpoch);
