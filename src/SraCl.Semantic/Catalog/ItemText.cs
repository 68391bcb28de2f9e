namespace SraCl.Semantic.Catalog;

/// <summary>Composes the text that stands for an item where its words are compared.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class ItemText
{
    /// <summary>Joins title, brand, the names in the category paths (each once), description and the wanted attributes, in this order.</summary>
    /// <remarks>The price is left out: numbers that are near each other do not share words.</remarks>
    /// <param name="item">The item.</param>
    /// <param name="attributes">The attributes to add, such as a summary; null or those that the item lacks add nothing.</param>
    /// <returns>The parts that the item has, a space between them; empty when it has none.</returns>
    public static string Compose(CatalogItem item, IReadOnlyList<string>? attributes = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        IEnumerable<string?> parts =
        [
            item.Title,
            item.Brand,
            .. item.Categories.SelectMany(path => path).Distinct(StringComparer.Ordinal),
            item.Description,
            .. (attributes ?? []).Select(name => item.Attributes.GetValueOrDefault(name)),
        ];
        return string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part)));
    }
}
