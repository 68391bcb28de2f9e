using SraCl.Semantic.Catalog;

namespace SraCl.Semantic.Summaries;

/// <summary>Summaries of items and sequences composed from the catalog alone: no model, no network, no cost.</summary>
/// <remarks>The same catalog and options give the same texts. Immutable as long as the options are, hence safe for concurrent use.</remarks>
public sealed class OfflineTexts
{
    private readonly OfflineTextOptions _options;

    /// <summary>Creates a composer.</summary>
    /// <param name="options">What texts are composed of; null for the defaults.</param>
    /// <exception cref="SraClException">An option is out of its range.</exception>
    public OfflineTexts(OfflineTextOptions? options = null)
    {
        _options = options ?? new OfflineTextOptions();
        NestedOptionErrors.Throw(_options.Errors());
    }

    /// <summary>Describes an item: title, brand, categories, price and the beginning of the description, as far as the catalog has them.</summary>
    /// <param name="item">The item.</param>
    /// <returns>The text; empty where the catalog has none of these.</returns>
    public string OfItem(CatalogItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        string[] categories = [.. CategoryNames(item)];
        IEnumerable<string?> sentences =
        [
            Sentence(string.Empty, item.Title),
            Sentence("Brand: ", item.Brand),
            Sentence("Categories: ", string.Join(", ", categories)),
            Sentence("Price: ", item.Price),
            item.Description is null || _options.DescriptionWords == 0 ? null : Sentence(string.Empty, WordLimit.Apply(item.Description, _options.DescriptionWords).Text),
        ];
        return string.Join(' ', sentences.Where(sentence => sentence is not null));
    }

    /// <summary>Describes the taste behind a sequence: its most frequent categories and brands, and the titles of its newest items, the newest first.</summary>
    /// <param name="catalog">What is known about the items.</param>
    /// <param name="items">The dense ids of the items, the oldest first.</param>
    /// <returns>The text; empty where the catalog says nothing about these items.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the catalog's range.</exception>
    public string OfSequence(ItemCatalog catalog, ReadOnlySpan<int> items)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var newestFirst = new List<CatalogItem>(items.Length);
        for (int i = items.Length - 1; i >= 0; i--)
        {
            if (catalog[items[i]] is { } item)
            {
                newestFirst.Add(item);
            }
        }

        IEnumerable<string?> sentences =
        [
            Sentence("Interested in: ", MostFrequent(newestFirst.SelectMany(CategoryNames), _options.Categories, ", ")),
            Sentence("Brands: ", MostFrequent(newestFirst.Select(item => item.Brand), _options.Brands, ", ")),
            Sentence("Newest items: ", string.Join("; ", newestFirst.Select(item => item.Title).Where(title => !string.IsNullOrEmpty(title)).Distinct(StringComparer.Ordinal).Take(_options.Titles))),
        ];
        return string.Join(' ', sentences.Where(sentence => sentence is not null));
    }

    /// <summary>Names an item's categories, each once, the root levels left out.</summary>
    private IEnumerable<string> CategoryNames(CatalogItem item) => item.Categories
        .SelectMany(path => path.Skip(Math.Min(_options.SkippedCategoryLevels, Math.Max(0, path.Count - 1))))
        .Distinct(StringComparer.Ordinal);

    // Ties go to the newest: OrderBy is stable, and the groups come in the order of their first member.
    private static string MostFrequent(IEnumerable<string?> names, int count, string separator) => string.Join(
        separator,
        names.Where(name => !string.IsNullOrEmpty(name)).GroupBy(name => name, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Take(count).Select(group => group.Key));

    private static string? Sentence(string label, string? text) =>
        string.IsNullOrEmpty(text) ? null
        : text[^1] is '.' or '!' or '?' ? label + text
        : $"{label}{text}.";
}
