using System.Text.Json;
using System.Text.Json.Serialization;
using SraCl.Files;
using SraCl.Training.Serialization;

namespace SraCl.Training.Evaluation;

/// <summary>What a training run measured, with the rank of every case, as it stands in <c>results.json</c> beside the model: to be compared and reported later.</summary>
/// <param name="Validation">The validation of the best epoch.</param>
/// <param name="Test">The test; null when the run was cancelled before it.</param>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record EvaluationFile(EvaluationResult Validation, EvaluationResult? Test)
{
    /// <summary>The name of the file in the directory of a run.</summary>
    public const string FileName = "results.json";

    /// <summary>The version of the format that is written.</summary>
    public const int FormatVersion = 1;

    private static readonly JsonSerializerOptions Json = new(ReadableJson.Options)
    {
        WriteIndented = false, // A rank a line would make a long file.
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Saves the file; one that is there is replaced as a whole.</summary>
    /// <param name="directory">The directory of the run; made when it is missing.</param>
    /// <exception cref="SraClException">The file cannot be written.</exception>
    public void Save(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        try
        {
            using var files = new StagedFiles(directory);
            files.Add(FileName, stream => JsonSerializer.Serialize(stream, new Content(FormatVersion, Entry.Of(Validation), Test is null ? null : Entry.Of(Test)), Json));
            files.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"The results cannot be saved to '{Path.Combine(directory, FileName)}': {e.Message} Give a directory that can be written to, with room for them.", e);
        }
    }

    /// <summary>Reads the file.</summary>
    /// <param name="directory">The directory of the run.</param>
    /// <returns>What was saved; metrics are computed from the ranks again.</returns>
    /// <exception cref="SraClException">There is no such file, it is damaged, or of a later version.</exception>
    public static EvaluationFile Load(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string path = Path.Combine(directory, FileName);
        try
        {
            using FileStream stream = File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream);
            CheckVersion(document.RootElement, path);
            Content content = document.Deserialize<Content>(Json) ?? throw new JsonException("The file says null.");
            return new EvaluationFile(content.Validation.Result(), content.Test?.Result());
        }
        catch (JsonException e)
        {
            throw new DataFormatException($"'{path}' is damaged: {e.Message} Delete the file to do without it, or train again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"The results of a run cannot be read: {e.Message} Give the directory that training saved to; it holds {FileName}.", e);
        }
    }

    private static void CheckVersion(JsonElement root, string path)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("version", out JsonElement element) || !element.TryGetInt32(out int version) || version < 1)
        {
            throw new JsonException("It has no version.");
        }

        if (version > FormatVersion)
        {
            throw new SraClException($"'{path}' has the format version {version}; this version of SraCl reads up to {FormatVersion}. Update SraCl.");
        }
    }

    private sealed record Content(int Version, Entry Validation, Entry? Test = null);

    /// <summary>A result as it is written. Members that a later version of the same format adds are passed over.</summary>
    private sealed record Entry(
        EvaluationProtocol Protocol,
        IReadOnlyDictionary<string, double> Metrics,
        int Users,
        int Cases,
        IReadOnlyList<double> Ranks,
        IReadOnlyDictionary<string, double> Lists,
        IReadOnlyList<Group> Groups)
    {
        public static Entry Of(EvaluationResult result) => new(
            result.Protocol,
            result.Metrics,
            result.UserCount,
            result.CaseCount,
            result.Ranks,
            result.ListMetrics,
            [.. result.Groups.Select(group => new Group(group.Name, group.CaseCount, group.Metrics))]);

        public EvaluationResult Result()
        {
            const double Rounding = 1e-9;
            if (Ranks.Count == 0 || Ranks.Count != Cases || Users < 1 || Users > Cases)
            {
                throw new JsonException($"It has {Ranks.Count} ranks for {Cases} cases of {Users} users.");
            }

            if (Protocol.ItemCount < 1 || Protocol.CutOffs.Count == 0 || Protocol.CutOffs.Any(cutOff => cutOff < 1) || Ranks.Any(rank => rank < 1 || rank > Protocol.ItemCount))
            {
                throw new JsonException($"Its ranks or cut-offs are no places among {Protocol.ItemCount} items.");
            }

            var result = new EvaluationResult(Protocol, [.. Ranks], Users)
            {
                ListMetrics = new OrderedDictionary<string, double>(Lists, StringComparer.OrdinalIgnoreCase),
                Groups = [.. Groups.Select(group => new CaseGroupResult(group.Name, group.Cases, new OrderedDictionary<string, double>(group.Metrics, StringComparer.OrdinalIgnoreCase)))],
            };
            string? wrong = Metrics.Keys.FirstOrDefault(name => !result.Metrics.TryGetValue(name, out double mean) || Math.Abs(mean - Metrics[name]) > Rounding);
            return wrong is null ? result : throw new JsonException($"Its {wrong} is not that of its ranks.");
        }
    }

    private sealed record Group(string Name, int Cases, IReadOnlyDictionary<string, double> Metrics);
}
