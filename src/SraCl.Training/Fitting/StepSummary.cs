namespace SraCl.Training.Fitting;

/// <summary>What one step brought.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">The step of the epoch, counted from 1.</param>
/// <param name="TotalSteps">The number of steps since the beginning of the run, this one included.</param>
/// <param name="Loss">The total loss over the batch.</param>
/// <param name="Losses">The unweighted loss of each objective over the batch, in the order of <see cref="TrainingStart.Losses"/>; the memory is used again for the next step.</param>
public readonly record struct StepSummary(int Epoch, int Step, long TotalSteps, double Loss, ReadOnlyMemory<double> Losses);
