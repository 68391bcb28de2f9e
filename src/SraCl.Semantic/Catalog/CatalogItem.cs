namespace SraCl.Semantic.Catalog;

/// <summary>What a catalog says about an item. Texts are as people would read them: no HTML entities, single spaces.</summary>
/// <remarks>Immutable as long as the collections given stay unchanged, hence safe for concurrent use.</remarks>
/// <param name="Id">The external id, as in the interactions.</param>
public sealed record CatalogItem(string Id)
{
    /// <summary>Gets the title or name; null when the catalog has none.</summary>
    public string? Title { get; init; }

    /// <summary>Gets the brand, maker or store; null when the catalog has none.</summary>
    public string? Brand { get; init; }

    /// <summary>Gets the categories: each a path from the root of the category tree to a leaf, or a single name.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Categories { get; init; } = [];

    /// <summary>Gets the price as the catalog writes it, with or without a currency; null when the catalog has none.</summary>
    public string? Price { get; init; }

    /// <summary>Gets the description; null when the catalog has none.</summary>
    public string? Description { get; init; }

    /// <summary>Gets the other texts of the entry by their field names.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
