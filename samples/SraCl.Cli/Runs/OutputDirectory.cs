using SraCl.Cli.Searches;
using SraCl.Training.Fitting;
using SraCl.Training.Models;

namespace SraCl.Cli.Runs;

/// <summary>Makes sure before hours of work that the result can be saved and overwrites nothing.</summary>
internal static class OutputDirectory
{
    /// <summary>Checks a directory; creates it when it is missing.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="replace">Whether an earlier result of the same kind in it may be replaced.</param>
    /// <exception cref="SraClException">The directory holds something that must not be overwritten, or cannot be written to.</exception>
    public static void Prepare(string path, OutputKind kind, bool replace)
    {
        (string manifest, string what) = kind switch
        {
            OutputKind.Model => ("model.json", "model"),
            OutputKind.Semantics => ("semantics.json", "set of neighbors"),
            _ => (SearchSettings.FileName, "search"),
        };
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => !IsLeftover(entry) && !IsUnderWay(entry, kind)))
        {
            if (!File.Exists(Path.Combine(path, manifest)))
            {
                throw new SraClException($"The directory '{path}' is not empty and holds no {what}. Give --out a new or empty directory.");
            }

            if (!replace)
            {
                throw new SraClException($"The directory '{path}' already holds a {what}. Add --force to replace it, or give --out another directory.");
            }
        }

        EnsureWritable(path);
    }

    /// <summary>Files of a save that was killed; the next save writes over them.</summary>
    private static bool IsLeftover(string path) => path.EndsWith(".tmp", StringComparison.Ordinal) && File.Exists(path);

    /// <summary>What a training or preparation that was interrupted leaves for the next one to go on with.</summary>
    private static bool IsUnderWay(string path, OutputKind kind)
    {
        string name = Path.GetFileName(path);
        return kind == OutputKind.Model
            ? name is RunCheckpoints.FolderName or TrainingLog.FileName or ModelReplacement.LogName
            : name.StartsWith(PreparationPlan.StoreName, StringComparison.Ordinal) || name is "prompts.items.jsonl" or "prompts.sequences.jsonl";
    }

    /// <summary>Checks that files can be written to a directory; creates it when it is missing.</summary>
    /// <param name="path">The directory.</param>
    /// <exception cref="SraClException">It cannot be written to.</exception>
    public static void EnsureWritable(string path)
    {
        try
        {
            ModelDirectory.EnsureWritable(path);
        }
        catch (SraClException e) when (e.InnerException is { } cause)
        {
            throw new SraClException($"The result cannot be saved to '{path}': {cause.Message} Give --out a directory that can be created and written to.", cause);
        }
    }
}
