using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SraCl.Splits;
using SraCl.Training.Diagnostics;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Checkpoints;

/// <summary>Saves the state of a run when it is time, and restores it.</summary>
internal sealed class Checkpointer
{
    private readonly CheckpointOptions _options;
    private readonly TrainedTensors _tensors;
    private readonly JsonObject _settings;
    private readonly string _data;
    private readonly CheckpointRestorer _restorer;
    private readonly ILogger _logger;
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private CheckpointName _saved = new(1, 0); // What is known at the beginning is not worth a checkpoint.

    /// <summary>Creates the directory if it is missing, and checks that it can be written to.</summary>
    /// <param name="options">Where and how often.</param>
    /// <param name="training">The options of the run, of which the limits may differ from those of a checkpoint.</param>
    /// <param name="tensors">What the run changes.</param>
    /// <param name="settings">What decides about the run, as far as the trainer knows it.</param>
    /// <param name="split">The data.</param>
    /// <param name="metric">The metric that selects the best epoch.</param>
    /// <param name="logger">Told of every checkpoint.</param>
    /// <exception cref="SraClException">The directory cannot be created or written to.</exception>
    public Checkpointer(
        CheckpointOptions options, TrainerOptions training, TrainedTensors tensors, JsonObject settings, DatasetSplit split, MetricName metric, ILogger logger)
    {
        _options = options;
        _tensors = tensors;
        _settings = settings;
        _data = SplitFingerprint.Compute(split);
        _logger = logger;
        _restorer = new CheckpointRestorer(options, training, tensors, settings, _data, split.Validation.Count, metric, logger);
        Prepare();
    }

    /// <summary>Gets whether the interval has passed since the last checkpoint was tried.</summary>
    public bool IsDue => _sinceLast.Elapsed >= _options.Interval;

    /// <summary>Gets the directory of the newest checkpoint that is known to be good; null for none.</summary>
    public string? Newest { get; private set; }

    /// <summary>Restores the newest checkpoint, if the options want it and there is one. Everything is checked before anything is changed.</summary>
    /// <param name="state">The state of the run, as it is at the beginning.</param>
    /// <param name="steps">The number of steps of an epoch.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="CheckpointException">It cannot be used.</exception>
    /// <exception cref="SraClException">There is one where none may be, or none where one must be.</exception>
    public bool Resume(TrainingState state, int steps)
    {
        IReadOnlyList<CheckpointName> all = CheckpointDirectory.List(_options.Directory);
        if (all.Count == 0)
        {
            return _options.Resume == CheckpointResume.Required
                ? throw new SraClException($"There is no checkpoint in '{_options.Directory}' to go on from. Name the directory of an unfinished training, or begin at the beginning.")
                : false;
        }

        if (_options.Resume == CheckpointResume.Never)
        {
            throw new SraClException(
                $"'{_options.Directory}' holds a checkpoint of an unfinished training ({all[0].InWords()}). Go on from it (CheckpointResume), delete the checkpoints to begin at the beginning, or name another directory.");
        }

        for (int i = 0; i < all.Count; i++)
        {
            try
            {
                _restorer.Restore(StoredCheckpoint.Open(_options.Directory, all[i]), state, steps);
            }
            catch (CheckpointException e) when (e.IsDamaged && i + 1 < all.Count)
            {
                if (!_options.AllowOlder)
                {
                    throw new CheckpointException($"{e.Message} There is an older checkpoint, of {all[i + 1].InWords()}.", isDamaged: true, e);
                }

                _logger.CheckpointDamaged(all[i].ToString(), e.Message);
                continue;
            }

            SetAside(all.Take(i));

            _saved = all[i];
            Newest = Path.Combine(_options.Directory, all[i].ToString());
            return true;
        }

        return false;
    }

    /// <summary>Writes a checkpoint; failing to is no reason to lose the run.</summary>
    /// <param name="state">The state of the run, between two steps.</param>
    /// <param name="elapsed">The time the run has taken.</param>
    /// <returns>What came of it; null when this state is saved already.</returns>
    public CheckpointReport? Write(TrainingState state, TimeSpan elapsed)
    {
        var name = new CheckpointName(state.Epoch, state.Step);
        if (name == _saved)
        {
            return null;
        }

        string path = Path.Combine(_options.Directory, name.ToString());
        long start = Stopwatch.GetTimestamp();
        try
        {
            long bytes = WriteFiles(state, name, elapsed);
            _saved = name;
            Newest = path;
            DeleteOld();
            var report = new CheckpointReport(state.Epoch, state.Step, path, bytes, Stopwatch.GetElapsedTime(start));
            TrainingTelemetry.CheckpointDuration.Record(report.Duration.TotalSeconds);
            _logger.CheckpointWritten(path, bytes, report.Duration.TotalMilliseconds);
            return report;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string error = $"The checkpoint '{path}' cannot be written: {e.Message} The training goes on and tries again later; "
                + $"{(Newest is null ? "no checkpoint was written before" : $"'{Newest}' stays as it is")}. Make room, or make the directory writable again.";
            _logger.CheckpointFailed(path, e.Message);
            TrainingTelemetry.CheckpointsFailed.Add(1);
            return new CheckpointReport(state.Epoch, state.Step, path, 0, Stopwatch.GetElapsedTime(start), error);
        }
        finally
        {
            _sinceLast.Restart();
        }
    }

    private void Prepare()
    {
        try
        {
            WritableDirectory.Probe(_options.Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException(
                $"Checkpoints cannot be written to '{_options.Directory}': {e.Message} Name a directory that can be created and written to, with room for {_options.Keep + 1} checkpoints.", e);
        }

        DeleteLeftovers();
    }

    /// <summary>What is set aside is no longer the newest; else the next checkpoints would be deleted as older than it.</summary>
    private void SetAside(IEnumerable<CheckpointName> damaged)
    {
        foreach (CheckpointName name in damaged)
        {
            try
            {
                CheckpointDirectory.SetAside(_options.Directory, name);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SraClException($"The damaged checkpoint '{Path.Combine(_options.Directory, name.ToString())}' cannot be set aside: {e.Message} Delete it yourself and go on from the older one.", e);
            }
        }
    }

    private long WriteFiles(TrainingState state, CheckpointName name, TimeSpan elapsed)
    {
        DeleteLeftovers();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var files = new CheckpointFiles(_options.Directory, name);
        foreach (string file in _tensors.FileNames(withBest: state.Best is not null))
        {
            files.Add(file, _tensors.Read(file));
        }

        files.Add(CheckpointFiles.Validation, state.Epochs.ToDictionary(epoch => CheckpointFiles.RanksOf(epoch.Epoch), epoch => tensor(epoch.Validation.Ranks.ToArray()), StringComparer.Ordinal));
        files.Publish(new CheckpointManifest
        {
            FormatVersion = CheckpointDirectory.FormatVersion,
            SraClVersion = CheckpointFiles.LibraryVersion,
            TorchSharpVersion = CheckpointFiles.TorchSharpVersion,
            Epoch = state.Epoch,
            Step = state.Step,
            LossSums = state.Sums,
            EpochTime = state.EpochTime,
            Elapsed = elapsed,
            BestEpoch = state.Best?.Epoch ?? 0,
            WorseEpochs = state.Stopping.Worse,
            Epochs =
            [
                .. state.Epochs.Select(epoch => new CheckpointEpoch
                {
                    Loss = epoch.Loss,
                    Losses = epoch.Losses,
                    Protocol = epoch.Validation.Protocol,
                    Users = epoch.Validation.UserCount,
                    TrainingTime = epoch.TrainingTime,
                    ValidationTime = epoch.ValidationTime,
                }),
            ],
            Data = _data,
            Settings = _settings,
            Configuration = _options.Configuration,
            Files = new Dictionary<string, string>(StringComparer.Ordinal),
        });
        return files.Length;
    }

    /// <summary>What cannot be deleted takes room and does no harm; the next checkpoint tries again.</summary>
    private void DeleteOld()
    {
        DeleteLeftovers();
        try
        {
            foreach (CheckpointName old in CheckpointDirectory.List(_options.Directory).Skip(_options.Keep))
            {
                CheckpointDirectory.Delete(_options.Directory, old);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.CheckpointsNotDeleted(_options.Directory, e.Message);
        }
    }

    private void DeleteLeftovers()
    {
        try
        {
            CheckpointDirectory.DeleteLeftovers(_options.Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.CheckpointsNotDeleted(_options.Directory, e.Message);
        }
    }
}
