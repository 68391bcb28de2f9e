using System.Collections.Concurrent;
using RecommendApi.Answers;
using RecommendApi.Requests;
using SraCl.Semantic.Catalog;
using SraCl.Sequences;
using SraCl.Training.Recommendation;

namespace RecommendApi.Shop;

/// <summary>What people call the model's items: titles to show and to search, categories to filter by.</summary>
/// <remarks>Safe for concurrent use. An item is in a category at every level of its paths: a wig is in Wigs, Hair Care and Beauty.</remarks>
internal sealed class Assortment
{
    private readonly IdMap _items;
    private readonly string?[] _titles;
    private readonly string?[] _narrowest;
    private readonly Dictionary<string, List<string>> _categories;
    private readonly ConcurrentDictionary<string, ItemFilter> _filters = new(StringComparer.OrdinalIgnoreCase);

    private Assortment(IdMap items, ItemCatalog? catalog)
    {
        _items = items;
        _titles = new string?[items.Count];
        _narrowest = new string?[items.Count];
        _categories = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < items.Count; i++)
        {
            if (catalog?[i + 1] is { } entry)
            {
                _titles[i] = entry.Title;
                _narrowest[i] = entry.Categories.FirstOrDefault(path => path.Count > 0)?[^1];
                foreach (string name in entry.Categories.SelectMany(path => path).Distinct(StringComparer.OrdinalIgnoreCase))
                {
                    (_categories.TryGetValue(name, out List<string>? ids) ? ids : _categories[name] = []).Add(items.ExternalId(i + 1));
                }
            }
        }

        TitleCount = _titles.Count(title => title is not null);
        Categories = [.. _categories.Select(category => new CategoryAnswer(category.Key, category.Value.Count)).OrderByDescending(category => category.Items).ThenBy(category => category.Name, StringComparer.Ordinal)];
    }

    /// <summary>Gets the categories, the largest first.</summary>
    public IReadOnlyList<CategoryAnswer> Categories { get; }

    /// <summary>Gets the number of items whose title is known.</summary>
    public int TitleCount { get; }

    /// <summary>Reads a file of item texts.</summary>
    /// <param name="items">The items of the model.</param>
    /// <param name="path">The file; null for none.</param>
    /// <exception cref="SraCl.SraClException">The file cannot be read, or has none of the model's items.</exception>
    public static Assortment Load(IdMap items, string? path) => new(items, path is null ? null : ItemCatalog.Create(items, CatalogFile.Read(path)));

    /// <summary>Describes an item.</summary>
    /// <param name="id">Its id, one of the model's.</param>
    /// <param name="score">Its score; null where nothing was scored.</param>
    public ItemAnswer Describe(string id, float? score = null) => _items.TryGetId(id, out int item)
        ? new ItemAnswer(id, score, _titles[item - 1], _narrowest[item - 1])
        : new ItemAnswer(id, score, Title: null, Category: null);

    /// <summary>Makes the filter for items of any of some categories.</summary>
    /// <param name="names">The names; case does not matter.</param>
    /// <exception cref="RequestException">There is no such category.</exception>
    public ItemFilter Filter(IReadOnlyList<string> names)
    {
        ItemFilter? filter = null;
        foreach (string name in names)
        {
            ItemFilter one = _filters.TryGetValue(name, out ItemFilter? known) ? known : Compile(name);
            filter = filter is null ? one : filter.Or(one);
        }

        return filter ?? ItemFilter.Allow(_items, []);
    }

    /// <summary>Finds items whose title or id has all words of a text.</summary>
    /// <param name="query">The text; empty for the first items.</param>
    /// <param name="count">The largest number of items.</param>
    /// <returns>The item whose id it is, if there is one, and the others in the order of the model's.</returns>
    public IReadOnlyList<ItemAnswer> Search(string query, int count)
    {
        string[] words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int exact = _items.TryGetId(query, out int item) ? item - 1 : -1;
        IEnumerable<int> others = Enumerable.Range(0, _items.Count).Where(i => i != exact && Fits(i));
        return [.. (exact < 0 ? others : others.Prepend(exact)).Take(count).Select(i => Describe(_items.ExternalId(i + 1)))];

        bool Fits(int i) => Array.TrueForAll(words, word =>
            _titles[i]?.Contains(word, StringComparison.OrdinalIgnoreCase) == true || _items.ExternalId(i + 1).Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private ItemFilter Compile(string name)
    {
        if (!_categories.TryGetValue(name, out List<string>? ids))
        {
            throw RequestException.Bad(Categories.Count == 0
                ? $"The category {JsonText.Quote(name)} is not known: the server knows none. Start it with --items, or leave the category out."
                : $"The category {JsonText.Quote(name)} is not known. Expected a name of GET /categories, such as '{Categories[0].Name}'.");
        }

        return _filters.GetOrAdd(name, _ => ItemFilter.Allow(_items, ids));
    }
}
