using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Models;

namespace SraCl.Cli.Runs;

/// <summary>Keeps a model, the log of its training and its results together: those that are there stay until the new model is saved.</summary>
internal static class ModelReplacement
{
    /// <summary>The name of the log of a training that is to replace the model beside it.</summary>
    public const string LogName = "training.new.jsonl";

    /// <summary>Gets where a training writes its log.</summary>
    /// <param name="directory">The directory of the model.</param>
    public static string LogPath(string directory) =>
        Path.Combine(directory, File.Exists(Path.Combine(directory, ModelDirectory.ManifestName)) ? LogName : TrainingLog.FileName);

    /// <summary>Saves the new model, takes the results of the one before away and puts the new log in the place of its log.</summary>
    /// <param name="directory">The directory of the model.</param>
    /// <param name="log">What <see cref="LogPath"/> gave when the training began.</param>
    /// <param name="save">Saves the model; when it fails, the model before is still there, and so is everything beside it.</param>
    public static void Save(string directory, string log, Action save)
    {
        // Set aside before: results must not outlive the model they are of, not even when the process is killed.
        string results = Path.Combine(directory, EvaluationFile.FileName);
        string aside = results + ".old.tmp";
        bool isMeasured = File.Exists(results);
        if (isMeasured)
        {
            File.Move(results, aside, overwrite: true);
        }

        try
        {
            save();
        }
        catch when (isMeasured)
        {
            File.Move(aside, results);
            throw;
        }

        File.Delete(aside);
        ReplaceLog(log, Path.Combine(directory, TrainingLog.FileName));
    }

    private static void ReplaceLog(string log, string usual)
    {
        if (string.Equals(log, usual, StringComparison.Ordinal))
        {
            return;
        }

        if (File.Exists(log))
        {
            File.Move(log, usual, overwrite: true);
        }
        else
        {
            File.Delete(usual); // That of the model before; the new one could not be written.
        }
    }
}
