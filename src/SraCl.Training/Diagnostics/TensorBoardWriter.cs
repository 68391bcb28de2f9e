using System.Globalization;
using SraCl.Training.Fitting;

namespace SraCl.Training.Diagnostics;

/// <summary>
/// Writes event files that TensorBoard shows (<c>tensorboard --logdir DIRECTORY</c>): the losses of some steps and of every epoch, the metrics of every validation, and
/// whatever numbers a caller adds.
/// </summary>
/// <remarks>
/// <para>
/// Tags: <c>step/loss</c> and <c>step/loss/OBJECTIVE</c> by the number of steps since the beginning of the run; <c>epoch/loss</c>, <c>epoch/loss/OBJECTIVE</c>,
/// <c>validation/METRIC</c> and <c>seconds/training</c>, <c>seconds/validation</c> by the epoch's last step, so that all curves have one axis. Numbers are single precision in this format.
/// </para>
/// <para>
/// Each writer writes a file of its own, so that a run which goes on from a checkpoint adds to the same directory; TensorBoard then forgets the steps that are done
/// again. Every epoch is flushed; what cannot be written, such as on a full disk, is kept until there is room. Not safe for concurrent use.
/// </para>
/// </remarks>
public sealed class TensorBoardWriter : ITrainingObserver, IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly int _stepsBetween;
    private readonly FileStream _stream;
    private readonly MemoryStream _pending = new();
    private long _written;
    private string[] _objectives = [];
    private int _stepsOfEpoch;

    /// <summary>Creates the directory if it is missing, and a file in it.</summary>
    /// <param name="directory">The directory; one a run, so that TensorBoard shows runs side by side.</param>
    /// <param name="stepsBetween">The losses of every so many steps are written, at least 1.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="SraClException">The file cannot be created.</exception>
    public TensorBoardWriter(string directory, int stepsBetween = 20, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsBetween, 1);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _stepsBetween = stepsBetween;
        try
        {
            Directory.CreateDirectory(directory);
            _stream = Create(directory);
            _pending.Write(TensorBoardRecord.Version(Now()));
            Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"TensorBoard's event file cannot be created in '{directory}': {e.Message} Name a directory that can be created and written to.", e);
        }
    }

    /// <summary>Writes a number.</summary>
    /// <param name="tag">The name of its curve; slashes make groups.</param>
    /// <param name="value">The number.</param>
    /// <param name="step">Its place on the axis, 0 or more.</param>
    public void AddScalar(string tag, double value, long step)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        _pending.Write(TensorBoardRecord.Scalar(Now(), step, tag, (float)value));
    }

    /// <summary>Writes what is held in memory to the file.</summary>
    /// <exception cref="IOException">It cannot be written; the file stays as it was, and the next call tries again.</exception>
    public void Flush()
    {
        try
        {
            _stream.Write(_pending.GetBuffer().AsSpan(0, (int)_pending.Length));
            _written = _stream.Position;
            _pending.SetLength(0);
        }
        catch (IOException)
        {
            // Half a record would make the rest of the file unreadable.
            _stream.SetLength(_written);
            _stream.Position = _written;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        _objectives = [.. start.Losses.Select(loss => loss.Key)];
        _stepsOfEpoch = start.Steps;
        if (start.Checkpoint is not null)
        {
            _pending.Write(TensorBoardRecord.Restart(Now(), (start.FinishedEpochs.Count * (long)start.Steps) + start.FinishedSteps + 1));
        }
    }

    /// <inheritdoc/>
    public void StepDone(StepSummary step)
    {
        if (step.TotalSteps % _stepsBetween != 0)
        {
            return;
        }

        AddScalar("step/loss", step.Loss, step.TotalSteps);
        for (int i = 0; i < _objectives.Length; i++)
        {
            AddScalar($"step/loss/{_objectives[i]}", step.Losses.Span[i], step.TotalSteps);
        }
    }

    /// <inheritdoc/>
    public void EpochDone(EpochSummary epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        long step = epoch.Epoch * (long)_stepsOfEpoch;
        AddScalar("epoch/loss", epoch.Loss, step);
        foreach ((string objective, double loss) in epoch.Losses)
        {
            AddScalar($"epoch/loss/{objective}", loss, step);
        }

        foreach ((string metric, double value) in epoch.Validation.Metrics)
        {
            AddScalar($"validation/{metric}", value, step);
        }

        AddScalar("seconds/training", epoch.TrainingTime.TotalSeconds, step);
        AddScalar("seconds/validation", epoch.ValidationTime.TotalSeconds, step);
        Flush();
    }

    /// <summary>Writes what is held in memory, if it can be written, and closes the file.</summary>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        catch (IOException)
        {
            // The curves lack their end; that is no reason to lose what the caller does next, such as saving the model.
        }

        _stream.Dispose();
        _pending.Dispose();
    }

    private double Now() => _timeProvider.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>TensorBoard finds files by the middle part of the name and reads them in the order of their names.</summary>
    private FileStream Create(string directory)
    {
        for (int number = 0; ; number++)
        {
            string name = string.Create(
                CultureInfo.InvariantCulture, $"events.out.tfevents.{_timeProvider.GetUtcNow().ToUnixTimeSeconds():D10}.{Environment.MachineName}.{Environment.ProcessId}.{number}");
            string path = Path.Combine(directory, name);
            if (!File.Exists(path))
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            }
        }
    }
}
