using System.Globalization;
using System.Text.Json;

namespace SraCl.Training.Fitting;

/// <summary>Reads the log of a training, also while it is written.</summary>
/// <remarks>Holds no state, hence safe for concurrent use.</remarks>
public static class TrainingLogReader
{
    /// <summary>Reads a log.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The log. A last line that has no end yet is left out: it is being written, or the training was killed there.</returns>
    /// <exception cref="SraClException">The file cannot be read, is not such a log, or was written by a newer version.</exception>
    public static TrainingLog Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] lines = ReadLines(path);
        if (lines.Length == 0)
        {
            throw Unusable(path, 1, "it is empty, or its first line has no end");
        }

        TrainingLogHeader header = Parse<TrainingLogHeader>(path, 1, lines[0]);
        if (header.Version != TrainingLog.FormatVersion)
        {
            throw new SraClException(string.Create(
                CultureInfo.InvariantCulture, $"'{path}' has the version {header.Version}; this version of SraCl reads {TrainingLog.FormatVersion}. Update SraCl, or train again."));
        }

        var epochs = new TrainingLogEpoch[lines.Length - 1];
        for (int i = 0; i < epochs.Length; i++)
        {
            epochs[i] = Parse<TrainingLogEpoch>(path, i + 2, lines[i + 1]);
            if (epochs[i].Epoch != i + 1)
            {
                throw Unusable(path, i + 2, string.Create(CultureInfo.InvariantCulture, $"it is of epoch {epochs[i].Epoch}; expected epoch {i + 1}"));
            }
        }

        return new TrainingLog(header, epochs);
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            // A training may be writing to it.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream);
            string text = reader.ReadToEnd();
            int end = text.LastIndexOf('\n');
            return end < 0 ? [] : text[..end].Split('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' cannot be read: {e.Message} Expected the log of a training, which 'training.jsonl' beside the model is.", e);
        }
    }

    private static T Parse<T>(string path, int number, string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, TrainingLogJson.Options) ?? throw new JsonException("It says null.");
        }
        catch (JsonException e)
        {
            throw Unusable(path, number, e.Message.TrimEnd('.'), e);
        }
    }

    private static SraClException Unusable(string path, int line, string what, Exception? inner = null) => new(
        string.Create(CultureInfo.InvariantCulture, $"'{path}' is not the log of a training, or damaged: line {line}: {what}. Copy the file again, or train again."), inner);
}
