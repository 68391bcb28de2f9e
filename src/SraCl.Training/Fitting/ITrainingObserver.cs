using SraCl.Training.Checkpoints;

namespace SraCl.Training.Fitting;

/// <summary>Follows a training run: a log, a display, a dashboard.</summary>
/// <remarks>
/// Called on the training thread, one call at a time; keep it quick. An <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> is logged and does not
/// end the run, which is worth more than what is written about it; other exceptions end it.
/// </remarks>
public interface ITrainingObserver
{
    /// <summary>The run begins, or goes on from a checkpoint.</summary>
    /// <param name="start">What is trained on what, and the epochs that were finished before.</param>
    void Started(TrainingStart start)
    {
    }

    /// <summary>A step is done.</summary>
    /// <param name="step">The step; valid during the call.</param>
    void StepDone(StepSummary step)
    {
    }

    /// <summary>An epoch is trained and validated.</summary>
    /// <param name="epoch">The epoch.</param>
    void EpochDone(EpochSummary epoch)
    {
    }

    /// <summary>A checkpoint was written, or could not be.</summary>
    /// <param name="report">What came of it.</param>
    void CheckpointDone(CheckpointReport report)
    {
    }
}
