using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SraCl.Serialization;
using SraCl.Training.Diagnostics;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Checkpoints;

/// <summary>Restores the state of a run from a checkpoint. Everything is checked before anything is changed.</summary>
/// <param name="options">What the caller says to decide about the run.</param>
/// <param name="training">The options of the run, of which the limits may differ from those of a checkpoint.</param>
/// <param name="tensors">What the run changes.</param>
/// <param name="settings">What decides about the run, as far as the trainer knows it.</param>
/// <param name="data">The hash of the data.</param>
/// <param name="cases">The number of validation cases.</param>
/// <param name="metric">The metric that selects the best epoch.</param>
/// <param name="logger">Told of a checkpoint of another version.</param>
internal sealed class CheckpointRestorer(
    CheckpointOptions options, TrainerOptions training, TrainedTensors tensors, JsonObject settings, string data, int cases, MetricName metric, ILogger logger)
{
    /// <summary>Restores a checkpoint.</summary>
    /// <param name="stored">The checkpoint.</param>
    /// <param name="state">The state of the run, as it is at the beginning.</param>
    /// <param name="steps">The number of steps of an epoch.</param>
    /// <exception cref="CheckpointException">It cannot be used; nothing is changed.</exception>
    public void Restore(StoredCheckpoint stored, TrainingState state, int steps)
    {
        CheckpointManifest manifest = stored.Manifest;
        CheckSettings(stored);
        CheckCursor(stored, state, steps);
        string[] names = [.. tensors.FileNames(withBest: manifest.Epochs.Count > 0)];
        stored.CheckFiles([.. names, CheckpointFiles.Validation]);
        var readers = new Dictionary<string, SafetensorsReader>(StringComparer.Ordinal);
        try
        {
            foreach (string file in names)
            {
                var reader = new SafetensorsReader(stored.PathOf(file));
                readers.Add(file, reader);
                if (tensors.Differences(file, reader) is { Count: > 0 } differences)
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
        tensors.Load(readers);
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
            logger.CheckpointOfAnotherVersion(manifest.SraClVersion, manifest.TorchSharpVersion, CheckpointFiles.LibraryVersion, CheckpointFiles.TorchSharpVersion);
        }
    }

    private void CheckSettings(StoredCheckpoint stored)
    {
        CheckpointManifest manifest = stored.Manifest;
        if (!string.Equals(manifest.Data, data, StringComparison.Ordinal))
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
        if (reached > training.Epochs)
        {
            throw new CheckpointException(string.Create(
                CultureInfo.InvariantCulture,
                $"Epochs is {training.Epochs}, but the checkpoint '{stored.Path}' is in epoch {reached} already. Give at least {reached}, or delete the checkpoints and train from the beginning."));
        }
    }

    private string[] Differences(StoredCheckpoint stored)
    {
        try
        {
            // Both may name the same setting; the user has to hear of it once.
            return
            [
                .. SettingsComparison.Differences(stored.Manifest.Settings, settings)
                    .Concat(SettingsComparison.Differences(stored.Manifest.Configuration, options.Configuration))
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
        using var reader = new SafetensorsReader(stored.PathOf(CheckpointFiles.Validation));
        var epochs = new List<EpochSummary>();
        for (int i = 0; i < stored.Manifest.Epochs.Count; i++)
        {
            CheckpointEpoch epoch = stored.Manifest.Epochs[i];
            Tensor ranks = reader.Read(CheckpointFiles.RanksOf(i + 1));
            double[] values = ranks.dtype == ScalarType.Float64 ? MemoryMarshal.Cast<byte, double>(ranks.bytes).ToArray() : [];
            if (values.Length != cases || !values.All(rank => rank >= 1 && double.IsFinite(rank)))
            {
                throw StoredCheckpoint.Damaged(stored.PathOf(CheckpointFiles.Validation), string.Create(CultureInfo.InvariantCulture, $"epoch {i + 1} has not one rank for each of the {cases} validation cases"));
            }

            var validation = new EvaluationResult(epoch.Protocol, values, epoch.Users);
            epochs.Add(new EpochSummary(i + 1, epoch.Loss, epoch.Losses, validation, validation.Mean(metric), epoch.TrainingTime, epoch.ValidationTime));
        }

        return epochs;
    }

    /// <summary>Early stopping follows from the scores; what the manifest says of it must be the same.</summary>
    private void CheckHistory(StoredCheckpoint stored, IReadOnlyList<EpochSummary> epochs)
    {
        var stopping = new EarlyStopping(training.SelectionRule, training.MinDelta, training.Patience);
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
}
