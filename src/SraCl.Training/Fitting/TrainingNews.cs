using Microsoft.Extensions.Logging;
using SraCl.Objectives;
using SraCl.Training.Checkpoints;
using SraCl.Training.Diagnostics;

namespace SraCl.Training.Fitting;

/// <summary>Tells everyone who follows a run what happens: observers, progress, logs and meters.</summary>
/// <param name="options">The run's configuration.</param>
/// <param name="fit">Who follows it.</param>
/// <param name="objectives">Its objectives.</param>
/// <param name="state">Where it stands.</param>
/// <param name="steps">The number of steps of an epoch.</param>
/// <param name="samples">The number of samples of an epoch.</param>
/// <param name="logger">The log.</param>
internal sealed class TrainingNews(
    TrainerOptions options, FitOptions fit, IReadOnlyList<WeightedObjective> objectives, TrainingState state, int steps, int samples, ILogger logger)
{
    /// <summary>The run begins or goes on.</summary>
    public void Started(TrainingStart start)
    {
        logger.Started(start.Device, start.Threads, start.Parameters, start.Samples, start.Steps, start.Epochs, start.Seed);
        if (start.Checkpoint is { } path)
        {
            logger.Resumed(path, state.Epoch, state.Step, start.Steps);
        }

        Notify(static (observer, start) => observer.Started(start), start);
    }

    /// <summary>A step is done; nothing is allocated for it.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="step">The step.</param>
    /// <param name="losses">The losses of its batch.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="elapsed">How long the run has taken.</param>
    public void StepDone(int epoch, int step, double[] losses, TimeSpan duration, TimeSpan elapsed)
    {
        if (TrainingTelemetry.StepDuration.Enabled)
        {
            TrainingTelemetry.StepDuration.Record(duration.TotalSeconds);
        }

        if (TrainingTelemetry.Loss.Enabled)
        {
            for (int i = 0; i < losses.Length; i++)
            {
                TrainingTelemetry.Loss.Record(losses[i], new KeyValuePair<string, object?>("objective", objectives[i].Objective.Name));
            }
        }

        if (fit.Observers.Count > 0)
        {
            long total = ((epoch - 1L) * steps) + step;
            Notify(static (observer, summary) => observer.StepDone(summary), new StepSummary(epoch, step, total, Total(losses), losses));
        }

        int seen = Math.Min(step * options.BatchSize, samples);
        Report(epoch, step, Total(state.Sums) / seen, elapsed);
    }

    /// <summary>An epoch is trained and validated.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="elapsed">How long the run has taken.</param>
    public void EpochDone(EpochSummary epoch, TimeSpan elapsed)
    {
        logger.EpochFinished(epoch.Epoch, epoch.Loss, options.SelectionMetric, epoch.Score, epoch.TrainingTime.TotalSeconds, epoch.ValidationTime.TotalSeconds);
        if (epoch.IsBest)
        {
            logger.BestEpoch(epoch.Epoch);
        }

        TrainingTelemetry.Epochs.Add(1);
        Notify(static (observer, epoch) => observer.EpochDone(epoch), epoch);
        Report(epoch.Epoch, steps, epoch.Loss, elapsed);
    }

    /// <summary>A checkpoint was written, or could not be.</summary>
    /// <param name="report">What came of it.</param>
    public void CheckpointDone(CheckpointReport report) => Notify(static (observer, report) => observer.CheckpointDone(report), report);

    /// <summary>Adds up losses with their weights.</summary>
    /// <param name="losses">A loss for each objective.</param>
    public double Total(double[] losses)
    {
        double total = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            total += objectives[i].Weight * losses[i];
        }

        return total;
    }

    private void Notify<T>(Action<ITrainingObserver, T> tell, T news)
    {
        for (int i = 0; i < fit.Observers.Count; i++)
        {
            try
            {
                tell(fit.Observers[i], news);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                logger.ObserverFailed(fit.Observers[i].GetType().Name, e.Message);
            }
        }
    }

    private void Report(int epoch, int step, double loss, TimeSpan elapsed)
    {
        if (fit.Progress is not { } progress)
        {
            return;
        }

        double done = epoch - 1 + ((double)step / steps);
        TimeSpan? remaining = done > 0 ? elapsed * ((options.Epochs - done) / done) : null;
        progress.Report(new TrainingProgress(epoch, options.Epochs, step, steps, loss, elapsed, remaining, state.Epochs.Count > 0 ? state.Epochs[^1] : null, state.Best));
    }
}
