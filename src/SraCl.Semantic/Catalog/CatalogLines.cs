using System.Text;
using System.Text.Json;
using SraCl.Files;

namespace SraCl.Semantic.Catalog;

/// <summary>Reads entries from lines, each a JSON object or a Python dictionary.</summary>
internal static class CatalogLines
{
    private const int ShownCharacters = 60;

    /// <summary>Reads the entries.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="entry">Makes an item of an object.</param>
    public static IEnumerable<CatalogItem> Read(Stream stream, string path, JsonEntry entry)
    {
        var lines = new LineReader(stream, path);
        var literal = new PythonLiteral();
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            if (!line.Span.Trim(" \t"u8).IsEmpty)
            {
                yield return Parse(entry, literal, line, $"'{path}', line {lines.Number}");
            }
        }
    }

    private static CatalogItem Parse(JsonEntry entry, PythonLiteral literal, ReadOnlyMemory<byte> line, string place)
    {
        bool isPython = IsPython(line.Span);
        try
        {
            using var json = JsonDocument.Parse(isPython ? literal.ToJson(line.Span) : line);
            return json.RootElement.ValueKind != JsonValueKind.Object
                ? throw new DataFormatException($"{place}: '{Shown(line)}' is a JSON {json.RootElement.ValueKind}; expected one object a line. Write a list of objects as one object on each line.")
                : entry.Parse(json.RootElement) ?? throw new DataFormatException(
                    $"{place}: there is no item id; expected a string or a number in {string.Join(" or ", entry.IdNames)}. Name the field in {nameof(CatalogFields)}.{nameof(CatalogFields.Id)}.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: a string whose bytes are not UTF-8 or whose escapes are not UTF-16.
            throw new DataFormatException(
                $"{place}: '{Shown(line)}' is not {(isPython ? "a Python dictionary" : "JSON")} ({e.Message}); expected one JSON object in UTF-8 a line. Correct the line, or copy the file again if it was cut off.", e);
        }
    }

    /// <summary>Tells whether the first name stands in single quotes or has a prefix, as Python writes it and JSON cannot.</summary>
    private static bool IsPython(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.TrimStart(" \t"u8);
        return text.StartsWith("{"u8) && text[1..].TrimStart(" \t"u8) is [(byte)'\'' or (byte)'u' or (byte)'b', ..];
    }

    private static string Shown(ReadOnlyMemory<byte> line) =>
        Excerpt.Of(Encoding.UTF8.GetString(line.Span[..Math.Min(line.Length, 4 * ShownCharacters)]), ShownCharacters);
}
