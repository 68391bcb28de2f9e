using System.Text.Json;
using System.Text.Json.Serialization;
using SraCl.Cli.Grids;

namespace SraCl.Cli.Searches;

/// <summary>What a trial brought, as it is kept beside its model.</summary>
internal sealed record SearchTrial
{
    /// <summary>The name of the file in the trial's directory.</summary>
    public const string FileName = "trial.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Gets everything that decides about its numbers; it counts again only if this is the same.</summary>
    public required string Settings { get; init; }

    /// <summary>Gets the values of the searched settings.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    /// <summary>Gets how it ended.</summary>
    public required TrialEnd End { get; init; }

    /// <summary>Gets the validation score of each epoch.</summary>
    public required IReadOnlyList<double> Scores { get; init; }

    /// <summary>Gets the epoch whose weights are kept; null when it diverged.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Gets the validation score of that epoch; null when it diverged.</summary>
    public double? Score { get; init; }

    /// <summary>Gets the seconds it took.</summary>
    public required double Seconds { get; init; }

    /// <summary>Reads a trial that an earlier call brought to its end.</summary>
    /// <param name="directory">The trial's directory.</param>
    /// <param name="settings">What decides about the numbers of the trial that is wanted.</param>
    /// <returns>The trial; null when there is none.</returns>
    /// <exception cref="SraClException">It was made with other settings, or its file cannot be read.</exception>
    public static SearchTrial? Read(string directory, string settings)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        SearchTrial trial;
        IReadOnlyList<string> differences;
        try
        {
            trial = JsonSerializer.Deserialize<SearchTrial>(File.ReadAllText(path), Json) ?? throw new JsonException("It is null.");
            differences = GridSettings.Differences(trial.Settings, settings);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new SraClException($"'{path}' cannot be read: {e.Message} Delete the directory '{directory}' to try it again.", e);
        }

        return differences.Count == 0 ? trial : throw new SraClException(
            $"'{directory}' holds a trial with other settings, which would not compare: {string.Join(", ", differences)}. Give --out another directory, delete the search, or repeat its settings.");
    }

    /// <summary>Keeps the trial.</summary>
    /// <param name="directory">The trial's directory; exists.</param>
    public void Save(string directory)
    {
        string path = Path.Combine(directory, FileName);
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(this, Json));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
