using SraCl.Training.Models;

namespace SraCl.Cli.Runs;

/// <summary>Makes sure before a training that its result can be saved and overwrites nothing.</summary>
internal static class OutputDirectory
{
    /// <summary>Checks a model directory; creates it when it is missing.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="replace">Whether a model in it may be replaced.</param>
    /// <exception cref="SraClException">The directory holds something that must not be overwritten, or cannot be written to.</exception>
    public static void Prepare(string path, bool replace)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            if (!File.Exists(Path.Combine(path, "model.json")))
            {
                throw new SraClException($"The directory '{path}' is not empty and holds no model. Give --out a new or empty directory.");
            }

            if (!replace)
            {
                throw new SraClException($"The directory '{path}' already holds a model. Add --force to replace it, or give --out another directory.");
            }
        }

        ModelDirectory.EnsureWritable(path);
    }
}
