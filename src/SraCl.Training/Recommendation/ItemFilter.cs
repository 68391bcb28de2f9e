using System.Numerics;
using SraCl.Sequences;

namespace SraCl.Training.Recommendation;

/// <summary>Which items of a catalogue may be recommended: those in stock, those of a category. Make one when the facts change, and give it to any number of calls.</summary>
/// <remarks>
/// One bit an item: a filter over a million items takes 125 KB, and combining two takes microseconds. Immutable, hence safe for concurrent use.
/// </remarks>
/// <example>
/// <code>
/// ItemFilter inStock = ItemFilter.Allow(recommender.Items, warehouse.AvailableIds());
/// ItemFilter shoes = ItemFilter.Allow(recommender.Items, shop.IdsOf("shoes"));
/// var options = new RecommendationOptions { Filter = inStock.And(shoes) };
/// </code>
/// </example>
public sealed class ItemFilter
{
    private const int WordSize = 64;

    private readonly ulong[] _words; // Bit i % 64 of word i / 64 is item i + 1.

    private ItemFilter(IdMap items, ulong[] words, int unknownCount)
    {
        Items = items;
        _words = words;
        UnknownCount = unknownCount;
        Count = words.Sum(BitOperations.PopCount);
    }

    /// <summary>Gets the map between external ids and dense ids that the filter is made over; it serves recommenders with this map alone.</summary>
    public IdMap Items { get; }

    /// <summary>Gets the number of items that may be recommended, 0 to the number of items.</summary>
    public int Count { get; }

    /// <summary>
    /// Gets how many of the ids given the map does not have, each counted as often as it was given. They have no effect, because the model cannot recommend them anyway:
    /// lists of a shop's items are usually ahead of its model. Those of combined filters are added up.
    /// </summary>
    public int UnknownCount { get; }

    /// <summary>Makes a filter that lets the given items through and no others.</summary>
    /// <param name="items">The items of the recommender (<see cref="IRecommender.Items"/>).</param>
    /// <param name="itemIds">External ids, in any order, repeats allowed.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="ArgumentException">An id is null or empty.</exception>
    public static ItemFilter Allow(IdMap items, IEnumerable<string> itemIds)
    {
        (ulong[] words, int unknown) = Bits(items, itemIds);
        return new ItemFilter(items, words, unknown);
    }

    /// <summary>Makes a filter that lets all items through but the given ones.</summary>
    /// <param name="items">The items of the recommender (<see cref="IRecommender.Items"/>).</param>
    /// <param name="itemIds">External ids, in any order, repeats allowed.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="ArgumentException">An id is null or empty.</exception>
    public static ItemFilter Exclude(IdMap items, IEnumerable<string> itemIds)
    {
        (ulong[] words, int unknown) = Bits(items, itemIds);
        return new ItemFilter(items, Complement(words, items.Count), unknown);
    }

    /// <summary>Tells whether an item may be recommended.</summary>
    /// <param name="itemId">The external id.</param>
    /// <returns>Whether it may; false for one that the map does not have.</returns>
    public bool Allows(string itemId)
    {
        ArgumentNullException.ThrowIfNull(itemId);
        return Items.TryGetId(itemId, out int item) && Allows(item);
    }

    /// <summary>Lets through what both let through.</summary>
    /// <param name="other">Another filter over the same map.</param>
    /// <returns>The combined filter.</returns>
    /// <exception cref="ArgumentException">The filters are made over different maps.</exception>
    public ItemFilter And(ItemFilter other) => Combine(other, static (a, b) => a & b);

    /// <summary>Lets through what either lets through.</summary>
    /// <param name="other">Another filter over the same map.</param>
    /// <returns>The combined filter.</returns>
    /// <exception cref="ArgumentException">The filters are made over different maps.</exception>
    public ItemFilter Or(ItemFilter other) => Combine(other, static (a, b) => a | b);

    /// <summary>Lets through what this one does not.</summary>
    /// <returns>The opposite filter.</returns>
    public ItemFilter Not() => new(Items, Complement(_words, Items.Count), UnknownCount);

    /// <summary>Tells whether an item may be recommended.</summary>
    /// <param name="item">The dense id.</param>
    internal bool Allows(int item) => ((_words[(item - 1) / WordSize] >> ((item - 1) % WordSize)) & 1) != 0;

    /// <summary>Tells whether any of a run of items may be recommended.</summary>
    /// <param name="first">The dense id of the first one.</param>
    /// <param name="count">Their number, at least 1.</param>
    internal bool AllowsAny(int first, int count)
    {
        int begin = first - 1;
        int end = begin + count;
        for (int word = begin / WordSize; word <= (end - 1) / WordSize; word++)
        {
            ulong bits = _words[word];
            if (word == begin / WordSize)
            {
                bits &= ulong.MaxValue << (begin % WordSize);
            }

            if (word == end / WordSize)
            {
                bits &= (1UL << (end % WordSize)) - 1;
            }

            if (bits != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static (ulong[] Words, int Unknown) Bits(IdMap items, IEnumerable<string> itemIds)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(itemIds);
        var words = new ulong[(items.Count + WordSize - 1) / WordSize];
        int unknown = 0;
        foreach (string itemId in itemIds)
        {
            if (string.IsNullOrEmpty(itemId))
            {
                throw new ArgumentException("One of the item ids is null or empty.", nameof(itemIds));
            }

            if (items.TryGetId(itemId, out int item))
            {
                words[(item - 1) / WordSize] |= 1UL << ((item - 1) % WordSize);
            }
            else
            {
                unknown++;
            }
        }

        return (words, unknown);
    }

    private static ulong[] Complement(ulong[] words, int count)
    {
        ulong[] complement = Array.ConvertAll(words, word => ~word);
        if (count % WordSize != 0)
        {
            complement[^1] &= (1UL << (count % WordSize)) - 1;
        }

        return complement;
    }

    private ItemFilter Combine(ItemFilter other, Func<ulong, ulong, ulong> combine)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(other.Items, Items)
            ? new ItemFilter(Items, [.. _words.Zip(other._words, combine)], UnknownCount + other.UnknownCount)
            : throw new ArgumentException("The filters are made over the items of different models. Make both with the Items of the recommender they are for.", nameof(other));
    }
}
