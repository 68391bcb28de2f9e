using SraCl.Cli.Pages;
using SraCl.Semantic.Catalog;

namespace SraCl.Cli.Reports;

/// <summary>The largest categories of some items, at the level of the category tree that tells them apart best.</summary>
internal sealed class ItemCategories
{
    private const int Levels = 6;

    private readonly Dictionary<int, string> _categories = [];
    private readonly IReadOnlyList<int> _items;

    /// <summary>Chooses the categories.</summary>
    /// <param name="catalog">What is known about the items; null for nothing.</param>
    /// <param name="items">The items' dense ids, the most popular one first.</param>
    public ItemCategories(ItemCatalog? catalog, IReadOnlyList<int> items)
    {
        _items = items;
        if (catalog is null)
        {
            return;
        }

        // The level with the most items in its largest categories of which none has more than half: the root of a shop's tree says nothing.
        int most = HtmlPage.Colors - 1;
        int best = -1;
        for (int level = 0; level < Levels; level++)
        {
            Dictionary<int, string> found = AtLevel(catalog, items, level);
            int[] sizes = [.. Sizes(found).Select(category => category.Count)];
            int covered = sizes.Length > 1 && 2 * sizes[0] <= found.Count ? sizes.Take(most).Sum() : -1;
            if (covered > best || (_categories.Count == 0 && found.Count > 0))
            {
                best = Math.Max(best, covered);
                _categories = found;
            }
        }

        Names = [.. Sizes(_categories).Take(most).Select(category => category.Name)];
    }

    /// <summary>Gets the names of the largest categories, the largest first; as many as have a color of their own.</summary>
    public IReadOnlyList<string> Names { get; } = [];

    /// <summary>Gets the place of an item's category among <see cref="Names"/>; null when it is not one of these.</summary>
    /// <param name="item">The item's dense id.</param>
    public int? IndexOf(int item)
    {
        int index = _categories.TryGetValue(item, out string? name) ? Names.ToList().IndexOf(name) : -1;
        return index < 0 ? null : index;
    }

    /// <summary>Gets an item's category; null when none is known.</summary>
    /// <param name="item">The item's dense id.</param>
    public string? NameOf(int item) => _categories.GetValueOrDefault(item);

    /// <summary>Gets the most popular item of each of the largest categories, and the most popular ones where there are no categories.</summary>
    /// <param name="count">The largest number of items.</param>
    public IEnumerable<int> Examples(int count) => Names.Count == 0
        ? _items.Take(count)
        : Names.Take(count).Select(name => _items.First(item => string.Equals(_categories.GetValueOrDefault(item), name, StringComparison.Ordinal)));

    private static Dictionary<int, string> AtLevel(ItemCatalog catalog, IReadOnlyList<int> items, int level)
    {
        var found = new Dictionary<int, string>();
        foreach (int item in items)
        {
            if (catalog[item]?.Categories.FirstOrDefault(path => path.Count > level) is { } path)
            {
                found.Add(item, path[level]);
            }
        }

        return found;
    }

    private static IEnumerable<(string Name, int Count)> Sizes(Dictionary<int, string> categories) => categories
        .GroupBy(item => item.Value, StringComparer.Ordinal)
        .Select(group => (Name: group.Key, Count: group.Count()))
        .OrderByDescending(category => category.Count)
        .ThenBy(category => category.Name, StringComparer.Ordinal);
}
