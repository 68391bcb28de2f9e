namespace SraCl.Training.Checkpoints;

/// <summary>
/// The directory that a run keeps its checkpoints in: one directory each, named <c>checkpoint-EEEE-SSSSSS</c> after the epoch and the number of its steps that are done. What
/// ends in <c>.tmp</c> was never complete; what ends in <c>.damaged</c> was set aside when an older checkpoint was used.
/// </summary>
/// <remarks>
/// A checkpoint holds <c>manifest.json</c>, its hash in <c>manifest.sha256</c>, and as safetensors the weights (<c>model</c>, with PyTorch's names), those of the best epoch
/// (<c>best</c>), Adam's state (<c>optimizer</c>: <c>NAME.exp_avg</c>, <c>NAME.exp_avg_sq</c>, <c>NAME.step</c>), the same three of the objectives' own modules
/// (<c>objectives</c>, <c>best-objectives</c>, <c>optimizer-objectives</c>), and the ranks of every epoch's validation (<c>validation</c>). Holds no state; different
/// directories can be used concurrently.
/// </remarks>
public static class CheckpointDirectory
{
    /// <summary>The version of the format that this version of SraCl writes and reads.</summary>
    public const int FormatVersion = 1;

    private const string Unfinished = ".tmp";
    private const string Damaged = ".damaged";

    /// <summary>Reads what the newest checkpoint says about itself. Its manifest is checked, its other files are when a run goes on from it.</summary>
    /// <param name="directory">The directory of the checkpoints.</param>
    /// <returns>The checkpoint; null when the directory holds none or does not exist.</returns>
    /// <exception cref="CheckpointException">The newest checkpoint is damaged or of another version.</exception>
    public static CheckpointInfo? Newest(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        if (List(directory) is not [var newest, ..])
        {
            return null;
        }

        var stored = StoredCheckpoint.Open(directory, newest);
        return new CheckpointInfo(stored.Path, newest.Epoch, newest.Step, stored.Manifest.Epochs.Count, stored.Manifest.Configuration);
    }

    /// <summary>Says whether a directory holds a checkpoint, usable or not.</summary>
    /// <param name="directory">The directory of the checkpoints.</param>
    /// <returns>Whether it does; false when it does not exist.</returns>
    public static bool HasAny(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return List(directory).Count > 0;
    }

    /// <summary>
    /// Deletes all checkpoints, the oldest first, so that an interruption leaves the newest; then the directory, unless it holds something else. To be called when the
    /// result of the run is saved.
    /// </summary>
    /// <param name="directory">The directory of the checkpoints; nothing happens when it does not exist.</param>
    /// <exception cref="SraClException">A checkpoint cannot be deleted.</exception>
    public static void Delete(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        if (!Directory.Exists(directory))
        {
            return;
        }

        try
        {
            DeleteLeftovers(directory, withDamaged: true);
            foreach (CheckpointName name in List(directory).Reverse())
            {
                Delete(directory, name);
            }

            if (!Directory.EnumerateFileSystemEntries(directory).Any())
            {
                Directory.Delete(directory);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"The checkpoints in '{directory}' cannot be deleted: {e.Message} Delete them yourself; the run does not need them any more.", e);
        }
    }

    /// <summary>Lists the complete checkpoints, the newest first.</summary>
    internal static IReadOnlyList<CheckpointName> List(string directory) => Directory.Exists(directory)
        ?
        [
            .. Directory.EnumerateDirectories(directory)
                .Select(path => CheckpointName.Parse(Path.GetFileName(path)))
                .OfType<CheckpointName>()
                .OrderByDescending(name => name.Epoch)
                .ThenByDescending(name => name.Step),
        ]
        : [];

    /// <summary>Gets where a checkpoint is built before it is complete.</summary>
    internal static string StagingPath(string directory, CheckpointName name) => Path.Combine(directory, name + Unfinished);

    /// <summary>Gives a complete checkpoint its name; one of the same place, which the run has come to again, makes room for it and is a leftover then.</summary>
    internal static void Publish(string directory, CheckpointName name)
    {
        string path = Path.Combine(directory, name.ToString());
        if (Directory.Exists(path))
        {
            Directory.Move(path, path + ".old" + Unfinished);
        }

        Directory.Move(StagingPath(directory, name), path);
    }

    /// <summary>Deletes a checkpoint; an interruption leaves it whole or under a name that is not a checkpoint's.</summary>
    internal static void Delete(string directory, CheckpointName name)
    {
        string path = Path.Combine(directory, name.ToString());
        string doomed = path + Unfinished;
        if (Directory.Exists(doomed))
        {
            Directory.Delete(doomed, recursive: true);
        }

        Directory.Move(path, doomed);
        Directory.Delete(doomed, recursive: true);
    }

    /// <summary>Sets a damaged checkpoint aside, so that it is no longer the newest.</summary>
    internal static void SetAside(string directory, CheckpointName name)
    {
        string path = Path.Combine(directory, name.ToString());
        string aside = path + Damaged;
        if (Directory.Exists(aside))
        {
            Directory.Delete(aside, recursive: true);
        }

        Directory.Move(path, aside);
    }

    /// <summary>Deletes what was never complete.</summary>
    internal static void DeleteLeftovers(string directory, bool withDamaged = false)
    {
        foreach (string path in Directory.EnumerateDirectories(directory, "checkpoint-*"))
        {
            if (path.EndsWith(Unfinished, StringComparison.Ordinal) || (withDamaged && path.EndsWith(Damaged, StringComparison.Ordinal)))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }
}
