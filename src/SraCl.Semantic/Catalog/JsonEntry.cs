using System.Text.Json;

namespace SraCl.Semantic.Catalog;

/// <summary>Makes a catalog item of a JSON object.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class JsonEntry
{
    private const string Separator = "; ";

    private readonly CatalogFields _fields;
    private readonly CatalogFormat _format;
    private readonly bool _withoutTags;
    private readonly HashSet<string> _named;

    public JsonEntry(CatalogFields fields, CatalogFormat format)
    {
        _fields = fields;
        _format = format;
        _withoutTags = format == CatalogFormat.Amazon;
        _named = new HashSet<string>(
            [.. fields.Id, .. fields.Title, .. fields.Brand, .. fields.Categories, .. fields.Description, .. fields.Price, .. _withoutTags ? AmazonEntry.LeftOut : []],
            StringComparer.Ordinal);
    }

    public IReadOnlyList<string> IdNames => _fields.Id;

    /// <summary>Makes the item; null when the object has no id.</summary>
    public CatalogItem? Parse(JsonElement entry)
    {
        string? id = _fields.Id.Select(name => entry.TryGetProperty(name, out JsonElement value) ? Scalar(value) : null).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        if (id is null)
        {
            return null;
        }

        var item = new CatalogItem(id)
        {
            Title = First(entry, _fields.Title, Text),
            Brand = First(entry, _fields.Brand, Text),
            Categories = First(entry, _fields.Categories, Categories) ?? [],
            Description = First(entry, _fields.Description, Text),
            Price = First(entry, _fields.Price, Text),
            Attributes = Attributes(entry),
        };
        return _format == CatalogFormat.Amazon ? AmazonEntry.Mend(item, entry) : item;
    }

    /// <summary>Reads categories: a name, a list of names (a path) or a list of paths; none is an empty list.</summary>
    public static IReadOnlyList<string>[] Paths(JsonElement value, bool withoutTags)
    {
        IReadOnlyList<string>[] paths = value.ValueKind != JsonValueKind.Array ? [Path(value)]
            : value.EnumerateArray().Any(element => element.ValueKind == JsonValueKind.Array) ? value.EnumerateArray().Select(Path).ToArray()
            : [Path(value)];
        return paths.Where(path => path.Count > 0).ToArray();

        IReadOnlyList<string> Path(JsonElement names) =>
            (names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(name => Text(name, withoutTags)) : [Text(names, withoutTags)]).OfType<string>().ToArray();
    }

    /// <summary>Reads a text, a number, or a list of them with spaces between; null for anything else.</summary>
    public static string? Text(JsonElement value, bool withoutTags) => CatalogText.Clean(
        value.ValueKind == JsonValueKind.Array ? string.Join(' ', value.EnumerateArray().Select(Scalar)) : Scalar(value), withoutTags);

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

    private string? Text(JsonElement value) => Text(value, _withoutTags);

    private IReadOnlyList<string>[]? Categories(JsonElement value)
    {
        IReadOnlyList<string>[] paths = _format == CatalogFormat.Yelp && value.ValueKind == JsonValueKind.String ? CategoryText.ByComma(value.GetString()) : Paths(value, _withoutTags);
        return paths.Length == 0 ? null : paths;
    }

    private Dictionary<string, string> Attributes(JsonElement entry)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in entry.EnumerateObject())
        {
            if (!_named.Contains(property.Name) && Attribute(property.Value) is { Length: > 0 } text)
            {
                attributes[property.Name] = text;
            }
        }

        return attributes;
    }

    private string? Attribute(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(Separator, value.EnumerateArray().Select(Part).OfType<string>()),
        JsonValueKind.Object => string.Join(Separator, value.EnumerateObject().Select(member => Part(member.Value) is { } text ? $"{CatalogText.Clean(member.Name)}: {text}" : null).OfType<string>()),
        _ => Part(value),
    };

    private string? Part(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => CatalogText.Clean(Scalar(value), _withoutTags),
    };
}
