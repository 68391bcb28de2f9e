using System.Text.Json;
using System.Text.Json.Serialization;
using SraCl.Cli.Runs;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Grids;

/// <summary>The result of one run of a grid, as it is kept beside the run's model.</summary>
internal sealed record GridRun
{
    /// <summary>The name of the file in the run's directory.</summary>
    public const string FileName = "run.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Gets everything that decides about the run's numbers; a run counts again only if this is the same.</summary>
    public required string Settings { get; init; }

    /// <summary>Gets the epoch whose weights were tested.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Gets the number of epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Gets the seconds an epoch of training took, its validation not counted; the median.</summary>
    public required double EpochSeconds { get; init; }

    /// <summary>Gets the selection metric of the best epoch, on the validation split.</summary>
    public required double Score { get; init; }

    /// <summary>Gets the number of trained numbers in the backbone: what recommending needs.</summary>
    public required long Parameters { get; init; }

    /// <summary>Gets the rank of every test case's target.</summary>
    public required IReadOnlyList<double> Ranks { get; init; }

    /// <summary>Gets the protocol of the test, in words: what the runs have in common.</summary>
    public required string Protocol { get; init; }

    /// <summary>Makes the record of a finished run.</summary>
    /// <param name="settings">What decided about its numbers.</param>
    /// <param name="outcome">What it brought; tested.</param>
    public static GridRun Create(string settings, TrainingOutcome outcome) => new()
    {
        Settings = settings,
        BestEpoch = outcome.Training.BestEpoch.Epoch,
        Epochs = outcome.Training.Epochs.Count,
        EpochSeconds = Median.Of(outcome.Training.Epochs.Select(epoch => epoch.TrainingTime.TotalSeconds)),
        Score = outcome.Training.BestEpoch.Score,
        Parameters = outcome.Parameters,
        Ranks = outcome.Test!.Ranks,
        Protocol = (outcome.Test.Protocol with { Seed = null, Losses = null }).ToString(),
    };

    /// <summary>Reads a run that was finished earlier.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="settings">What decides about the numbers of the run that is wanted.</param>
    /// <returns>The run; null when there is none.</returns>
    /// <exception cref="SraClException">The run was made with other settings, or its file cannot be read.</exception>
    public static GridRun? Read(string directory, string settings)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        GridRun run;
        IReadOnlyList<string> differences;
        try
        {
            run = JsonSerializer.Deserialize<GridRun>(File.ReadAllText(path), Json) ?? throw new JsonException("It is null.");
            differences = GridSettings.Differences(run.Settings, settings);
        }
        catch (JsonException e)
        {
            throw new SraClException($"'{path}' cannot be read: {e.Message} Delete the directory '{directory}' to train this run again.", e);
        }

        return differences.Count == 0 ? run : throw new SraClException(
            $"'{directory}' holds a run with other settings, which would not compare: {string.Join(", ", differences)}. Give --out another directory, delete that one, or repeat its settings.");
    }

    /// <summary>Computes the mean of a metric over the test cases.</summary>
    /// <param name="metric">The metric.</param>
    public double Mean(MetricName metric) => Ranks.Average(metric.Value);

    /// <summary>Keeps the run.</summary>
    /// <param name="directory">The run's directory.</param>
    public void Save(string directory)
    {
        string path = Path.Combine(directory, FileName);
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(this, Json));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
