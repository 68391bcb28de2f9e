using SraCl.Training.Recommendation;

namespace SraCl.Training.Ranking;

/// <summary>How many items a row wants, and which ones may be among them.</summary>
/// <param name="Count">The largest number of items wanted, at least 0.</param>
/// <param name="Filter">The items that may be among them; null for all.</param>
/// <param name="Excluded">Dense ids that may not, ascending, each once.</param>
internal readonly record struct TopQuery(int Count, ItemFilter? Filter = null, int[]? Excluded = null)
{
    /// <summary>Tells whether an item may be among the row's best.</summary>
    /// <param name="item">The dense id.</param>
    public bool Admits(int item) => Filter?.Allows(item) != false && (Excluded is null || Array.BinarySearch(Excluded, item) < 0);

    /// <summary>Counts the items that the row gets: as many as it wants, or all that it may have.</summary>
    /// <param name="itemCount">The number of items of the catalogue.</param>
    public int Available(int itemCount)
    {
        ItemFilter? filter = Filter;
        int admitted = filter is null
            ? itemCount - (Excluded?.Length ?? 0)
            : filter.Count - (Excluded?.Count(filter.Allows) ?? 0);
        return Math.Min(Count, admitted);
    }
}
