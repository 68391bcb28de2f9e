namespace SraCl.Semantic.Summaries;

/// <summary>What <see cref="OfflineTexts"/> are composed of.</summary>
public sealed class OfflineTextOptions
{
    /// <summary>Gets or sets the most words of an item's description, at least 0.</summary>
    /// <value>The default is 80, the limit of the official SRA-CL prompt for an item's summary.</value>
    public int DescriptionWords { get; set; } = 80;

    /// <summary>Gets or sets how many of a sequence's most frequent brands are named, at least 0.</summary>
    /// <value>The default is 3.</value>
    public int Brands { get; set; } = 3;

    /// <summary>Gets or sets how many of a sequence's most frequent categories are named, at least 0.</summary>
    /// <value>The default is 5.</value>
    public int Categories { get; set; } = 5;

    /// <summary>Gets or sets how many of a sequence's newest items are named by their titles, at least 0.</summary>
    /// <value>The default is 10.</value>
    public int Titles { get; set; } = 10;

    /// <summary>Gets or sets how many levels at the root of a category path are left out, at least 0; the leaf always stays.</summary>
    /// <value>The default is 1: the root, which is the same for all items of most catalogs.</value>
    public int SkippedCategoryLevels { get; set; } = 1;

    internal IEnumerable<string> Errors()
    {
        (string Name, int Value)[] values =
        [
            (nameof(DescriptionWords), DescriptionWords),
            (nameof(Brands), Brands),
            (nameof(Categories), Categories),
            (nameof(Titles), Titles),
            (nameof(SkippedCategoryLevels), SkippedCategoryLevels),
        ];
        return values.Where(entry => entry.Value < 0).Select(entry => $"{nameof(OfflineTextOptions)}.{entry.Name} is {entry.Value}; expected 0 or more.");
    }
}
