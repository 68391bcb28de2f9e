using System.Text.Json;

namespace SraCl.Semantic.Catalog;

/// <summary>Reads a catalog from JSON lines: one object an item, plain or packed with gzip.</summary>
/// <remarks>
/// Texts are cleaned as <see cref="CatalogItem"/> says. Strings in fields that no name in <see cref="JsonLinesCatalogFields"/> stands for become attributes;
/// anything else is left out. Safe for concurrent use.
/// </remarks>
public static class JsonLinesCatalog
{
    private const int ShownCharacters = 60;

    /// <summary>Reads the entries in the order of the file, one line in memory at a time.</summary>
    /// <param name="path">The file; packed or not is told from its content, not from its name.</param>
    /// <param name="fields">The field names; null for the defaults.</param>
    /// <returns>The entries; the file is read while they are enumerated.</returns>
    /// <exception cref="SraClException">The file cannot be read, or a line is no JSON object with an id.</exception>
    public static IEnumerable<CatalogItem> Read(string path, JsonLinesCatalogFields? fields = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        fields ??= new JsonLinesCatalogFields();
        if (fields.Id.Count == 0)
        {
            throw new SraClException($"{nameof(JsonLinesCatalogFields)}.{nameof(fields.Id)} is empty; expected at least one field name.");
        }

        return ReadEntries(path, fields);
    }

    private static IEnumerable<CatalogItem> ReadEntries(string path, JsonLinesCatalogFields fields)
    {
        var entry = new JsonEntry(fields);
        using var lines = new CatalogLines(path);
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (!line.Span.Trim(" \t"u8).IsEmpty)
            {
                yield return Parse(entry, line, path, lines.Number);
            }
        }
    }

    private static CatalogItem Parse(JsonEntry entry, ReadOnlyMemory<byte> line, string path, long number)
    {
        string place = $"'{path}', line {number}";
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind != JsonValueKind.Object
                ? throw new SraClException($"{place}: '{Excerpt(line)}' is a JSON {json.RootElement.ValueKind}; expected one object a line. Write a list of objects as one object on each line.")
                : entry.Parse(json.RootElement) ?? throw new SraClException(
                    $"{place}: there is no item id; expected a string or a number in {string.Join(" or ", entry.IdNames)}. Name the field in {nameof(JsonLinesCatalogFields)}.{nameof(JsonLinesCatalogFields.Id)}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string whose bytes are not UTF-8 or whose escapes are not UTF-16.
            string cure = line.Span.TrimStart(" \t"u8).StartsWith("{'"u8)
                ? "The line is a Python literal: convert the file, for instance with json.dumps(ast.literal_eval(line))."
                : "Correct the line, or copy the file again if it was cut off.";
            throw new SraClException($"{place}: '{Excerpt(line)}' is not JSON ({e.Message}); expected one JSON object in UTF-8 a line. {cure}", e);
        }
    }

    private static string Excerpt(ReadOnlyMemory<byte> line)
    {
        string text = System.Text.Encoding.UTF8.GetString(line.Span[..Math.Min(line.Length, 4 * ShownCharacters)]);
        return text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "...";
    }
}
