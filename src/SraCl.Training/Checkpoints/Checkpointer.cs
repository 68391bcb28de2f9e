using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SraCl.Serialization;
using SraCl.Splits;
using SraCl.Training.Diagnostics;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Checkpoints;

/// <summary>Saves the state of a run when it is time, and restores it.</summary>
internal sealed class Checkpointer
{
    private const string Validation = "validation.safetensors";

    private readonly CheckpointOptions _options;
    private readonly TrainerOptions _training;
    private readonly TrainedTensors _tensors;
    private readonly JsonObject _settings;
    private readonly string _data;
    private readonly int _cases;
    private readonly MetricName _metric;
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
        _training = training;
        _tensors = tensors;
        _settings = settings;
        _data = SplitFingerprint.Compute(split);
        _cases = split.Validation.Count;
        _metric = metric;
        _logger = logger;
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
                Restore(StoredCheckpoint.Open(_options.Directory, all[i]), state, steps);
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

            for (int damaged = 0; damaged < i; damaged++)
            {
                CheckpointDirectory.SetAside(_options.Directory, all[damaged]);
            }

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
            DeleteOlder();
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
            Directory.CreateDirectory(_options.Directory);
            CheckpointDirectory.DeleteLeftovers(_options.Directory);
            string probe = Path.Combine(_options.Directory, Path.GetRandomFileName());
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException(
                $"Checkpoints cannot be written to '{_options.Directory}': {e.Message} Name a directory that can be created and written to, with room for {_options.Keep + 1} checkpoints.", e);
        }
    }

    private long WriteFiles(TrainingState state, CheckpointName name, TimeSpan elapsed)
    {
        CheckpointDirectory.DeleteLeftovers(_options.Directory);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var files = new CheckpointFiles(_options.Directory, name);
        foreach (string file in _tensors.FileNames(withBest: state.Best is not null))
        {
            files.Add(file, _tensors.Read(file));
        }

        files.Add(Validation, state.Epochs.ToDictionary(epoch => RanksOf(epoch.Epoch), epoch => tensor(epoch.Validation.Ranks.ToArray()), StringComparer.Ordinal));
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

    private void DeleteOlder()
    {
        foreach (CheckpointName old in CheckpointDirectory.List(_options.Directory).Skip(_options.Keep))
        {
            CheckpointDirectory.Delete(_options.Directory, old);
        }
    }

    private void Restore(StoredCheckpoint stored, TrainingState state, int steps)
    {
        CheckpointManifest manifest = stored.Manifest;
        CheckSettings(stored);
        CheckCursor(stored, state, steps);
        string[] names = [.. _tensors.FileNames(withBest: manifest.Epochs.Count > 0)];
        stored.CheckFiles([.. names, Validation]);
        var readers = new Dictionary<string, SafetensorsReader>(StringComparer.Ordinal);
        try
        {
            foreach (string file in names)
            {
                var reader = new SafetensorsReader(stored.PathOf(file));
                readers.Add(file, reader);
                if (_tensors.Differences(file, reader) is { Count: > 0 } differences)
                {
                    throw new CheckpointException(
                        $"'{stored.PathOf(file)}' does not fit this model: {ModuleWeights.Text(differences)} Repeat the configuration of the checkpoint, or delete the checkpoints and train from the beginning.");
                }
            }

            IReadOnlyList<EpochSummary> epochs = ReadEpochs(stored);
            CheckHistory(stored, epochs);
            Apply(manifest, epochs, readers, state);
        }
        catch (SraClException e) when (e is not CheckpointException)
        {
            throw StoredCheckpoint.Damaged(stored.Path, e.Message.TrimEnd('.'), e);
        }
        finally
        {
            foreach (SafetensorsReader reader in readers.Values)
            {
                reader.Dispose();
            }
        }
    }

    private void Apply(CheckpointManifest manifest, IReadOnlyList<EpochSummary> epochs, Dictionary<string, SafetensorsReader> readers, TrainingState state)
    {
        _tensors.Load(readers);
        foreach (EpochSummary epoch in epochs)
        {
            state.Add(epoch);
        }

        state.Step = manifest.Step;
        manifest.LossSums.ToArray().CopyTo(state.Sums, 0);
        state.EpochTime = manifest.EpochTime;
        state.Elapsed = manifest.Elapsed;
        if ((manifest.SraClVersion, manifest.TorchSharpVersion) != (CheckpointFiles.LibraryVersion, CheckpointFiles.TorchSharpVersion))
        {
            _logger.CheckpointOfAnotherVersion(manifest.SraClVersion, manifest.TorchSharpVersion, CheckpointFiles.LibraryVersion, CheckpointFiles.TorchSharpVersion);
        }
    }

    private void CheckSettings(StoredCheckpoint stored)
    {
        CheckpointManifest manifest = stored.Manifest;
        if (!string.Equals(manifest.Data, _data, StringComparison.Ordinal))
        {
            throw new CheckpointException(
                $"The checkpoint '{stored.Path}' was made on other data: its training sequences or validation cases are not these. Give the data of the checkpoint, or delete the checkpoints and train from the beginning.");
        }

        string[] differences = Differences(stored);
        if (differences.Length > 0)
        {
            throw new CheckpointException(
                $"The checkpoint '{stored.Path}' belongs to a run with other settings: {string.Join(", ", differences)}. Repeat the settings of the checkpoint, or delete the checkpoints and train from the beginning.");
        }

        int reached = manifest.Step > 0 ? manifest.Epoch : manifest.Epochs.Count;
        if (reached > _training.Epochs)
        {
            throw new CheckpointException(string.Create(
                CultureInfo.InvariantCulture,
                $"Epochs is {_training.Epochs}, but the checkpoint '{stored.Path}' is in epoch {reached} already. Give at least {reached}, or delete the checkpoints and train from the beginning."));
        }
    }

    private string[] Differences(StoredCheckpoint stored)
    {
        try
        {
            // Both may name the same setting; the user has to hear of it once.
            return
            [
                .. SettingsComparison.Differences(stored.Manifest.Settings, _settings)
                    .Concat(SettingsComparison.Differences(stored.Manifest.Configuration, _options.Configuration))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ];
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // A name twice, or text that is not UTF-8: found only when members are looked at.
            throw StoredCheckpoint.Damaged(stored.PathOf(StoredCheckpoint.ManifestName), e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>A manifest whose hash is right was written by a program; one that contradicts itself, by another one.</summary>
    private static void CheckCursor(StoredCheckpoint stored, TrainingState state, int steps)
    {
        CheckpointManifest manifest = stored.Manifest;
        bool fits = manifest.Epoch >= 1
            && manifest.Step >= 0
            && manifest.Step <= steps
            && manifest.Epochs.Count == manifest.Epoch - 1
            && manifest.LossSums.Count == state.Sums.Length
            && manifest.LossSums.All(double.IsFinite)
            && manifest.Epochs.All(epoch => epoch is not null && double.IsFinite(epoch.Loss) && epoch.Losses.Values.All(double.IsFinite))
            && manifest.EpochTime >= TimeSpan.Zero
            && manifest.Elapsed >= TimeSpan.Zero;
        if (!fits)
        {
            throw StoredCheckpoint.Damaged(stored.PathOf(StoredCheckpoint.ManifestName), "its numbers contradict each other or the number of steps and objectives of this run");
        }
    }

    private List<EpochSummary> ReadEpochs(StoredCheckpoint stored)
    {
        using DisposeScope scope = NewDisposeScope();
        using var reader = new SafetensorsReader(stored.PathOf(Validation));
        var epochs = new List<EpochSummary>();
        for (int i = 0; i < stored.Manifest.Epochs.Count; i++)
        {
            CheckpointEpoch epoch = stored.Manifest.Epochs[i];
            Tensor ranks = reader.Read(RanksOf(i + 1));
            double[] values = ranks.dtype == ScalarType.Float64 ? MemoryMarshal.Cast<byte, double>(ranks.bytes).ToArray() : [];
            if (values.Length != _cases || !values.All(rank => rank >= 1 && double.IsFinite(rank)))
            {
                throw StoredCheckpoint.Damaged(stored.PathOf(Validation), string.Create(CultureInfo.InvariantCulture, $"epoch {i + 1} has not one rank for each of the {_cases} validation cases"));
            }

            var validation = new EvaluationResult(epoch.Protocol, values, epoch.Users);
            epochs.Add(new EpochSummary(i + 1, epoch.Loss, epoch.Losses, validation, validation.Mean(_metric), epoch.TrainingTime, epoch.ValidationTime));
        }

        return epochs;
    }

    /// <summary>Early stopping follows from the scores; what the manifest says of it must be the same.</summary>
    private void CheckHistory(StoredCheckpoint stored, IReadOnlyList<EpochSummary> epochs)
    {
        var stopping = new EarlyStopping(_training.SelectionRule, _training.MinDelta, _training.Patience);
        int best = 0;
        foreach (EpochSummary epoch in epochs)
        {
            best = stopping.Observe(epoch.Score) ? epoch.Epoch : best;
        }

        if ((best, stopping.Worse) != (stored.Manifest.BestEpoch, stored.Manifest.WorseEpochs))
        {
            throw StoredCheckpoint.Damaged(
                stored.PathOf(StoredCheckpoint.ManifestName),
                string.Create(CultureInfo.InvariantCulture, $"it says that epoch {stored.Manifest.BestEpoch} was the best, but by the validations it was epoch {best}"));
        }
    }

    private static string RanksOf(int epoch) => string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch:D4}");
}
