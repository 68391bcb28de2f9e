using SraCl.Sequences;

namespace SraCl.Semantic.Catalog;

/// <summary>What is known about each item of a data set, by dense id.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed class ItemCatalog
{
    private readonly CatalogItem?[] _entries;

    private ItemCatalog(CatalogItem?[] entries, CatalogCoverage coverage)
    {
        _entries = entries;
        Coverage = coverage;
    }

    /// <summary>Gets how well the catalog and the data set fit each other.</summary>
    public CatalogCoverage Coverage { get; }

    /// <summary>Gets the number of items N; ids are 1..N.</summary>
    public int ItemCount => _entries.Length - 1;

    /// <summary>Gets what the catalog says about an item; null when it says nothing.</summary>
    /// <param name="id">The item's dense id, 1..<see cref="ItemCount"/>.</param>
    public CatalogItem? this[int id] => id >= 1 && id < _entries.Length
        ? _entries[id]
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"Expected a dense id from 1 to {ItemCount}.");

    /// <summary>Collects the entries of a data set's items. Of several entries with one id the first counts.</summary>
    /// <param name="items">The data set's items.</param>
    /// <param name="entries">The catalog in any order, such as <see cref="CatalogFile.Read"/> gives it; it may hold other items too.</param>
    /// <returns>The catalog of the data set.</returns>
    /// <exception cref="SraClException">The catalog has none of the data set's items.</exception>
    public static ItemCatalog Create(IdMap items, IEnumerable<CatalogItem> entries)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(entries);
        var known = new CatalogItem?[items.Count + 1];
        string? unknown = null;
        long unknownEntries = 0;
        long repeatedEntries = 0;
        foreach (CatalogItem entry in entries)
        {
            if (!items.TryGetId(entry.Id, out int id))
            {
                unknown ??= entry.Id;
                unknownEntries++;
            }
            else if (known[id] is not null)
            {
                repeatedEntries++;
            }
            else
            {
                known[id] = entry;
            }
        }

        if (Array.TrueForAll(known, entry => entry is null))
        {
            throw new SraClException(
                $"The catalog has none of the {items.Count} items of the data set: {(unknown is null ? "it is empty" : $"its ids look like '{unknown}', those of the data set like '{items.ExternalId(1)}'")}. "
                + "Expected the ids of the interactions; name the field that holds them.");
        }

        string[] texts = Array.ConvertAll(known, entry => entry is null ? string.Empty : ItemText.Compose(entry));
        int[] ids = Enumerable.Range(1, items.Count).ToArray();
        int[][] alike = ids.Where(id => texts[id].Length > 0).GroupBy(id => texts[id], StringComparer.Ordinal).Select(group => group.ToArray()).Where(group => group.Length > 1).ToArray();
        var coverage = new CatalogCoverage(
            items.Count,
            ids.Where(id => known[id] is null).Select(items.ExternalId).ToArray(),
            ids.Where(id => known[id] is not null && texts[id].Length == 0).Select(items.ExternalId).ToArray(),
            unknownEntries,
            repeatedEntries)
        {
            DuplicateTexts = alike.Sum(group => group.Length),
            DuplicateExample = alike is [[int first, int second, ..], ..] ? (items.ExternalId(first), items.ExternalId(second)) : null,
        };
        return new ItemCatalog(known, coverage);
    }

    /// <summary>Composes a text of every item, ready to be embedded: row i is the item of dense id i.</summary>
    /// <param name="compose">Makes the text of an item; null for <see cref="ItemText.Compose"/> without attributes.</param>
    /// <returns>N + 1 texts; those of row 0 (padding) and of items that the catalog does not have are empty.</returns>
    public IReadOnlyList<string> Texts(Func<CatalogItem, string>? compose = null)
    {
        compose ??= static item => ItemText.Compose(item);
        return Array.ConvertAll(_entries, entry => entry is null ? string.Empty : compose(entry));
    }
}
