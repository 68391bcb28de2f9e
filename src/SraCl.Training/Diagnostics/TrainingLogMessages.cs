using Microsoft.Extensions.Logging;
using SraCl.Training.Fitting;

namespace SraCl.Training.Diagnostics;

/// <summary>The log messages of training runs.</summary>
internal static partial class TrainingLogMessages
{
    [LoggerMessage(TrainingEventIds.Started, LogLevel.Information, "Training on {Device} with {Threads} threads: {Parameters} parameters, {Samples} samples in {Steps} steps an epoch, at most {Epochs} epochs, seed {Seed}.")]
    public static partial void Started(this ILogger logger, string device, int threads, long parameters, int samples, int steps, int epochs, long seed);

    [LoggerMessage(TrainingEventIds.Resumed, LogLevel.Information, "Going on from the checkpoint {Path}: epoch {Epoch}, {Step} of {Steps} steps done.")]
    public static partial void Resumed(this ILogger logger, string path, int epoch, int step, int steps);

    [LoggerMessage(TrainingEventIds.EpochFinished, LogLevel.Information, "Epoch {Epoch}: loss {Loss}, {Metric} {Score}; {TrainingSeconds} s training, {ValidationSeconds} s validation.")]
    public static partial void EpochFinished(this ILogger logger, int epoch, double loss, string metric, double score, double trainingSeconds, double validationSeconds);

    [LoggerMessage(TrainingEventIds.BestEpoch, LogLevel.Debug, "Epoch {Epoch} is the best so far.")]
    public static partial void BestEpoch(this ILogger logger, int epoch);

    [LoggerMessage(TrainingEventIds.Stopped, LogLevel.Information, "Training ended ({Reason}) after {Epochs} epochs; the best is epoch {BestEpoch} with {Metric} {Score}.")]
    public static partial void Stopped(this ILogger logger, StopReason reason, int epochs, int bestEpoch, string metric, double score);

    [LoggerMessage(TrainingEventIds.Canceled, LogLevel.Information, "Training was cancelled in epoch 1, before there was a validated model.")]
    public static partial void CanceledEarly(this ILogger logger);

    [LoggerMessage(TrainingEventIds.ObserverFailed, LogLevel.Warning, "{Observer} could not write: {Reason} The training goes on.")]
    public static partial void ObserverFailed(this ILogger logger, string observer, string reason);

    [LoggerMessage(TrainingEventIds.CheckpointWritten, LogLevel.Information, "Checkpoint {Path} written: {Bytes} bytes in {ElapsedMilliseconds} ms.")]
    public static partial void CheckpointWritten(this ILogger logger, string path, long bytes, double elapsedMilliseconds);

    [LoggerMessage(TrainingEventIds.CheckpointFailed, LogLevel.Warning, "Checkpoint {Path} could not be written: {Reason} The training goes on and tries again later.")]
    public static partial void CheckpointFailed(this ILogger logger, string path, string reason);

    [LoggerMessage(TrainingEventIds.CheckpointDamaged, LogLevel.Warning, "Checkpoint {Name} is left out, an older one is used: {Reason}")]
    public static partial void CheckpointDamaged(this ILogger logger, string name, string reason);

    [LoggerMessage(
        TrainingEventIds.CheckpointOfAnotherVersion,
        LogLevel.Warning,
        "The checkpoint was written by SraCl {WrittenBy} on TorchSharp {WrittenOn}; this is SraCl {Version} on TorchSharp {TorchSharpVersion}: the results may differ from those of an uninterrupted run.")]
    public static partial void CheckpointOfAnotherVersion(this ILogger logger, string writtenBy, string writtenOn, string version, string torchSharpVersion);

    [LoggerMessage(TrainingEventIds.CheckpointsNotDeleted, LogLevel.Warning, "What is old in {Directory} could not be deleted: {Reason} The training goes on and tries again later.")]
    public static partial void CheckpointsNotDeleted(this ILogger logger, string directory, string reason);
}
