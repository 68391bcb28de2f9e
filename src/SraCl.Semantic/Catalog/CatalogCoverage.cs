namespace SraCl.Semantic.Catalog;

/// <summary>How well a catalog and a data set fit each other.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Items">The number of items of the data set.</param>
/// <param name="WithoutEntry">The external ids of items that the catalog does not have.</param>
/// <param name="WithoutText">The external ids of items that the catalog has, but without a word (<see cref="ItemText"/>).</param>
/// <param name="UnknownEntries">The number of catalog entries whose item has no interaction in the data set; they are left out.</param>
/// <param name="RepeatedEntries">The number of catalog entries whose id an earlier entry has; they are left out.</param>
public sealed record CatalogCoverage(
    int Items, IReadOnlyList<string> WithoutEntry, IReadOnlyList<string> WithoutText, long UnknownEntries, long RepeatedEntries)
{
    /// <summary>Gets the number of items whose text (<see cref="ItemText"/>) another item has too; items without a word are none of them.</summary>
    /// <value>The default is 0.</value>
    public int DuplicateTexts { get; init; }

    /// <summary>Gets the external ids of two items with the same text; null when there are none.</summary>
    /// <value>The default is null.</value>
    public (string First, string Second)? DuplicateExample { get; init; }

    /// <summary>Gets the number of items with a text.</summary>
    public int WithText => Items - WithoutEntry.Count - WithoutText.Count;
}
