using System.Text.Json;

namespace SraCl.Semantic.Catalog;

/// <summary>Makes a catalog item of a JSON object.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class JsonEntry
{
    private readonly JsonLinesCatalogFields _fields;
    private readonly HashSet<string> _named;

    public JsonEntry(JsonLinesCatalogFields fields)
    {
        _fields = fields;
        _named = new HashSet<string>(
            [.. fields.Id, .. fields.Title, .. fields.Brand, .. fields.Categories, .. fields.Description, .. fields.Price], StringComparer.Ordinal);
    }

    public IReadOnlyList<string> IdNames => _fields.Id;

    /// <summary>Makes the item; null when the object has no id.</summary>
    public CatalogItem? Parse(JsonElement entry)
    {
        string? id = _fields.Id.Select(name => entry.TryGetProperty(name, out JsonElement value) ? Scalar(value) : null).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return id is null ? null : new CatalogItem(id)
        {
            Title = First(entry, _fields.Title, Text),
            Brand = First(entry, _fields.Brand, Text),
            Categories = First(entry, _fields.Categories, Paths) ?? [],
            Description = First(entry, _fields.Description, Text),
            Price = First(entry, _fields.Price, Text),
            Attributes = Attributes(entry),
        };
    }

    private static T? First<T>(JsonElement entry, IReadOnlyList<string> names, Func<JsonElement, T?> read)
        where T : class
    {
        foreach (string name in names)
        {
            if (entry.TryGetProperty(name, out JsonElement value) && read(value) is { } result)
            {
                return result;
            }
        }

        return null;
    }

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static string? Text(JsonElement value) => CatalogText.Clean(
        value.ValueKind == JsonValueKind.Array ? string.Join(' ', value.EnumerateArray().Select(Scalar)) : Scalar(value));

    private static IReadOnlyList<string>[]? Paths(JsonElement value)
    {
        IReadOnlyList<string>[] paths = value.ValueKind != JsonValueKind.Array ? [Path(value)]
            : value.EnumerateArray().Any(element => element.ValueKind == JsonValueKind.Array) ? value.EnumerateArray().Select(Path).ToArray()
            : [Path(value)];
        paths = paths.Where(path => path.Count > 0).ToArray();
        return paths.Length == 0 ? null : paths;
    }

    private static IReadOnlyList<string> Path(JsonElement value) =>
        (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Text) : [Text(value)]).OfType<string>().ToArray();

    private Dictionary<string, string> Attributes(JsonElement entry)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in entry.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String && !_named.Contains(property.Name) && CatalogText.Clean(property.Value.GetString()) is { } text)
            {
                attributes[property.Name] = text;
            }
        }

        return attributes;
    }
}
