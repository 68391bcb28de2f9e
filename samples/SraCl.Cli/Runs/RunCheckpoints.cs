using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SraCl.Cli.Grids;
using SraCl.Training.Checkpoints;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Runs;

/// <summary>The checkpoints of a run, which stand in its directory until its result is complete.</summary>
internal static class RunCheckpoints
{
    /// <summary>The name of the directory in that of the run.</summary>
    public const string FolderName = "checkpoints";

    /// <summary>Gets the directory of the checkpoints.</summary>
    /// <param name="plan">The run.</param>
    public static string PathOf(TrainingPlan plan) => Path.Combine(plan.Output, FolderName);

    /// <summary>Checks before any work that what is in the directory of a run is what the user thinks it is.</summary>
    /// <param name="plan">The run.</param>
    /// <exception cref="SraClException">There is nothing to go on from, or something that would be lost.</exception>
    public static void CheckIntent(TrainingPlan plan)
    {
        string path = PathOf(plan);
        bool isUnfinished = CheckpointDirectory.HasAny(path);
        if (plan.Resume == CheckpointResume.Required && !isUnfinished)
        {
            throw new SraClException(File.Exists(Path.Combine(plan.Output, "model.json"))
                ? $"The training in '{plan.Output}' is finished: there is nothing to go on with. Leave --resume out and add --force to train it again, or give --out another directory."
                : $"There is no unfinished training in '{plan.Output}' to go on with. Check --out, or leave --resume out to begin at the beginning.");
        }

        if (plan.Resume == CheckpointResume.Never && isUnfinished && !plan.Replace)
        {
            throw new SraClException($"The directory '{plan.Output}' holds an unfinished training. Add --resume to go on with it, --force to begin again, or give --out another directory.");
        }
    }

    /// <summary>Checks that an unfinished run, if there is one, has the settings of the run that is wanted.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="data">Its data.</param>
    /// <exception cref="SraClException">It has others, or its checkpoint is damaged.</exception>
    public static void CheckSettings(TrainingPlan plan, LoadedData data)
    {
        if (plan.CheckpointInterval is null || plan.AllowOlderCheckpoint || CheckpointDirectory.Newest(PathOf(plan)) is not { Configuration: { } there })
        {
            return;
        }

        IReadOnlyList<string> differences = GridSettings.Differences(there.ToJsonString(), Settings(plan, data).ToJsonString());
        if (differences.Count > 0)
        {
            throw new SraClException(
                $"'{plan.Output}' holds an unfinished run with other settings: {string.Join(", ", differences)}. Give --out another directory, delete that one, or repeat its settings.");
        }
    }

    /// <summary>Makes the options of a run; null when it shall have no checkpoints.</summary>
    /// <param name="plan">The run; its intent is checked.</param>
    /// <param name="data">Its data.</param>
    public static CheckpointOptions? Options(TrainingPlan plan, LoadedData data)
    {
        if (plan.Resume == CheckpointResume.Never)
        {
            CheckpointDirectory.Delete(PathOf(plan)); // Asked for with --force.
        }

        return plan.CheckpointInterval is not { } interval ? null : new CheckpointOptions
        {
            Directory = PathOf(plan),
            Interval = interval,
            Resume = plan.Resume,
            AllowOlder = plan.AllowOlderCheckpoint,
            Configuration = Settings(plan, data),
        };
    }

    /// <summary>Says where an unfinished run goes on; null when it begins at the beginning, and when an older checkpoint may be taken: which one shows only when it is read.</summary>
    /// <param name="plan">The run.</param>
    public static string? Describe(TrainingPlan plan) =>
        plan.Resume == CheckpointResume.Never || plan.CheckpointInterval is null || plan.AllowOlderCheckpoint || CheckpointDirectory.Newest(PathOf(plan)) is not { } newest
            ? null
            : Describe(newest.Epoch, newest.Step, newest.FinishedEpochs);

    /// <summary>Says where a run goes on.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="step">The number of its steps that are done.</param>
    /// <param name="finished">The number of finished epochs.</param>
    public static string Describe(int epoch, int step, int finished) =>
        string.Create(CultureInfo.InvariantCulture, $"goes on in epoch {epoch}, after {step} steps of it and {finished} finished epochs");

    /// <summary>Deletes the checkpoints of a run whose result is complete.</summary>
    /// <param name="plan">The run.</param>
    /// <returns>What went wrong; null when nothing did. The result is good all the same.</returns>
    public static string? Delete(TrainingPlan plan)
    {
        try
        {
            CheckpointDirectory.Delete(PathOf(plan));
            return null;
        }
        catch (SraClException e)
        {
            return e.Message;
        }
    }

    /// <summary>Everything that decides about the numbers of the run, but not when it ends.</summary>
    private static JsonObject Settings(TrainingPlan plan, LoadedData data)
    {
        JsonObject settings = JsonNode.Parse(GridSettings.Create(plan, data))!.AsObject();
        JsonObject training = settings["Training"]!.AsObject();
        training.Remove(nameof(TrainerOptions.Epochs));
        training.Remove(nameof(TrainerOptions.Patience));
        settings["NeighborFiles"] = Hash(plan.Contrast?.Semantics);
        settings["ItemVectorFiles"] = Hash(plan.ItemVectors);
        return settings;
    }

    /// <summary>Prepared again, a directory may say the same about itself and hold other numbers.</summary>
    private static string? Hash(SemanticsSource? source)
    {
        if (source is null)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        foreach (string file in Directory.EnumerateFiles(source.Path, "*.npy").Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            using FileStream stream = File.OpenRead(file);
            for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
