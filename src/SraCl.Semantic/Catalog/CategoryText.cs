using System.Text;
using System.Text.Json;

namespace SraCl.Semantic.Catalog;

/// <summary>Reads categories that stand in one text.</summary>
internal static class CategoryText
{
    /// <summary>Reads names with commas between them.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<string>[] ByComma(string? text) => Names(text, ',').Select(name => (IReadOnlyList<string>)[name]).ToArray();

    /// <summary>Reads a cell of a table: a list as JSON or Python writes it; or names or paths with bars between them, a path's levels with <c> &gt; </c>.</summary>
    /// <param name="cell">The cell.</param>
    public static IReadOnlyList<string>[] Cell(string cell)
    {
        if (cell.AsSpan().TrimStart().StartsWith("["))
        {
            try
            {
                // Python reads all lists of texts that JSON writes.
                using var list = JsonDocument.Parse(new PythonLiteral().ToJson(Encoding.UTF8.GetBytes(cell)));
                return JsonEntry.Paths(list.RootElement, withoutTags: false);
            }
            catch (Exception e) when (e is FormatException or JsonException)
            {
                // It is a name that begins with a bracket.
            }
        }

        return cell.Split('|').Select(path => (IReadOnlyList<string>)path.Split(" > ").Select(name => CatalogText.Clean(name)).OfType<string>().ToArray())
            .Where(path => path.Count > 0).ToArray();
    }

    private static IEnumerable<string> Names(string? text, char separator) =>
        (text ?? string.Empty).Split(separator).Select(name => CatalogText.Clean(name)).OfType<string>();
}
