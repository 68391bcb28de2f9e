using System.Text.Json;

namespace RecommendApi.Requests;

/// <summary>The body of a request for recommendations, checked.</summary>
internal sealed record RecommendBody
{
    private const string Example = """{"history": ["id1", "id2"], "count": 10}""";

    private const string Members = "history, count, excludeSeen, ignoreUnknown, categories, allowed, excluded";

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>Gets the ids of the user's items, oldest first.</summary>
    public required IReadOnlyList<string> History { get; init; }

    /// <summary>Gets the largest number of recommendations.</summary>
    public int Count { get; init; } = 10;

    /// <summary>Gets whether items of the history are left out.</summary>
    public bool ExcludeSeen { get; init; } = true;

    /// <summary>Gets whether ids of the history that the model does not know are left out instead of refused.</summary>
    public bool IgnoreUnknown { get; init; }

    /// <summary>Gets the categories of which an item must have one; null for any.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Gets the ids that may be recommended; null for all.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Gets the ids that may not.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="options">The limits.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RequestException">It is not what was expected.</exception>
    public static async Task<RecommendBody> ReadAsync(Stream body, ApiOptions options, CancellationToken cancellationToken)
    {
        JsonDocument document;
        try
        {
            document = await JsonDocument.ParseAsync(body, Json, cancellationToken);
        }
        catch (JsonException e)
        {
            throw RequestException.Bad($"The body is not valid JSON: {e.Message} Expected an object such as {Example}.");
        }
        catch (InvalidOperationException)
        {
            throw JsonText.NoText("A name in the body"); // Names are compared with each other while the body is parsed.
        }

        using (document)
        {
            return Read(document.RootElement, options);
        }
    }

    private static RecommendBody Read(JsonElement root, ApiOptions options)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw RequestException.Bad($"The body is {JsonText.Describe(root)}; expected an object such as {Example}.");
        }

        IReadOnlyList<string>? history = null;
        var read = new RecommendBody { History = [], Count = Math.Min(10, options.MaxCount) };
        foreach (JsonProperty member in root.EnumerateObject())
        {
            JsonElement value = member.Value;
            switch (JsonText.Name(member))
            {
                case "history":
                    history = JsonText.Ids(value, "history", options.MaxHistory, "the newest items are enough");
                    break;
                case "count":
                    read = read with { Count = JsonText.Number(value, "count", options.MaxCount) };
                    break;
                case "excludeSeen":
                    read = read with { ExcludeSeen = JsonText.Flag(value, "excludeSeen") };
                    break;
                case "ignoreUnknown":
                    read = read with { IgnoreUnknown = JsonText.Flag(value, "ignoreUnknown") };
                    break;
                case "categories":
                    read = read with { Categories = JsonText.Ids(value, "categories", options.MaxIds, "name wider ones") };
                    break;
                case "allowed":
                    read = read with { Allowed = JsonText.Ids(value, "allowed", options.MaxIds, "use categories, or a filter that the server keeps") };
                    break;
                case "excluded":
                    read = read with { Excluded = JsonText.Ids(value, "excluded", options.MaxIds, "use categories, or a filter that the server keeps", mayBeEmpty: true) };
                    break;
                default:
                    throw RequestException.Bad($"The body has a member {JsonText.Quote(JsonText.Name(member))}, which means nothing here. Expected some of: {Members}.");
            }
        }

        return read with { History = history ?? throw RequestException.Bad($"The body has no history. Expected an object such as {Example}.") };
    }
}
