using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Data;
using SraCl.Training.Splits;

namespace SraCl.Cli.Data;

/// <summary>
/// Everything that decides which data a model is trained and measured on. Saved with the model, so that <c>sracl evaluate</c> can make
/// the same test cases again.
/// </summary>
internal sealed record DataRecipe
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Gets the full path of the interaction file.</summary>
    public required string Interactions { get; init; }

    /// <summary>Gets the format of the file.</summary>
    public InteractionFormat Format { get; init; } = InteractionFormat.Auto;

    /// <summary>Gets the layout of a table that differs from the usual one; null for the usual one.</summary>
    public DelimitedOptions? Table { get; init; }

    /// <summary>Gets filters and rules of order.</summary>
    public DatasetOptions Dataset { get; init; } = new();

    /// <summary>Gets how the data set is divided.</summary>
    public SplitKind Split { get; init; } = SplitKind.LeaveOneOut;

    /// <summary>Gets where a global-time split cuts.</summary>
    public GlobalTimeSplitOptions GlobalTime { get; init; } = new();

    /// <summary>Reads a recipe that was saved with a model.</summary>
    /// <param name="json">What <see cref="ToJson"/> gave.</param>
    /// <exception cref="SraClException">The JSON is not a recipe.</exception>
    public static DataRecipe FromJson(JsonNode json)
    {
        try
        {
            return json.Deserialize<DataRecipe>(Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new SraClException($"The model's description of its data cannot be read: {e.Message} Train the model again.", e);
        }
    }

    /// <summary>Makes the form that is saved with a model.</summary>
    public JsonNode ToJson() => JsonSerializer.SerializeToNode(this, Json)!;

    /// <summary>Loads the data set.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SraClException">The file or the options are not usable.</exception>
    public PreparedDataset Load(CancellationToken cancellationToken) => Table is null
        ? InteractionFile.Load(Interactions, Format, Dataset, cancellationToken)
        : InteractionFile.Load(Interactions, new DelimitedReader(Table), Dataset, cancellationToken);

    /// <summary>Divides the data set.</summary>
    /// <param name="dataset">What <see cref="Load"/> gave.</param>
    /// <exception cref="SraClException">The data cannot be divided this way.</exception>
    public DatasetSplit Divide(SequenceDataset dataset)
    {
        IDatasetSplitter splitter = Split == SplitKind.LeaveOneOut ? new LeaveOneOutSplitter() : new GlobalTimeSplitter(GlobalTime);
        return splitter.Split(dataset);
    }
}
