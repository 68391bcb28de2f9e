using System.Text;
using System.Text.Json;

namespace SraCl.Training.Fitting;

/// <summary>Writes the log of a training as JSON lines: a <see cref="TrainingLogHeader"/>, then a <see cref="TrainingLogEpoch"/> for each epoch as soon as it is finished.</summary>
/// <remarks>
/// A training that goes on from a checkpoint has its log cut back to the checkpoint's epochs. When a line cannot be written, such as on a full disk, the next one
/// brings the whole log: it has all epochs again as soon as there is room. Not safe for concurrent use.
/// </remarks>
/// <param name="path">The file; the directory is created when it is missing.</param>
public sealed class TrainingLogWriter(string path) : ITrainingObserver
{
    private readonly List<string> _lines = [];
    private bool _isWhole;

    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        _isWhole = false;
        _lines.Clear();
        Add(new TrainingLogHeader
        {
            Version = TrainingLog.FormatVersion,
            Seed = start.Seed,
            SelectionMetric = start.SelectionMetric,
            Device = start.Device,
            Parameters = start.Parameters,
            Samples = start.Samples,
            Losses = new OrderedDictionary<string, double>(start.Losses, StringComparer.Ordinal),
        });
        foreach (EpochSummary epoch in start.FinishedEpochs)
        {
            Add(TrainingLogEpoch.Create(epoch));
        }

        WriteAll();
    }

    /// <inheritdoc/>
    public void EpochDone(EpochSummary epoch)
    {
        Add(TrainingLogEpoch.Create(epoch));
        if (!_isWhole)
        {
            WriteAll();
            return;
        }

        // What is left of a line that fails halfway is replaced with the whole log.
        _isWhole = false;
        using (FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            stream.Write(Encoding.UTF8.GetBytes(_lines[^1]));
        }

        _isWhole = true;
    }

    private void Add<T>(T line) => _lines.Add(JsonSerializer.Serialize(line, TrainingLogJson.Options) + "\n");

    private void WriteAll()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string staged = path + ".tmp";
        File.WriteAllText(staged, string.Concat(_lines));
        File.Move(staged, path, overwrite: true);
        _isWhole = true;
    }
}
