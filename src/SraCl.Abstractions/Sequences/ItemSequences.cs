namespace SraCl.Sequences;

/// <summary>
/// The item sequences of all users, oldest item first, in one flat array: each user's items are stored once and no prefix is ever copied out.
/// </summary>
/// <remarks>
/// A collection shows only what it was made to show: <see cref="Truncate"/> gives a view in which later items cannot be reached,
/// which is how a training split is kept from seeing validation and test items. Immutable as far as callers can see
/// (the arrays passed in must not be changed afterwards), hence safe for concurrent use.
/// </remarks>
public sealed class ItemSequences
{
    private readonly int[] _items;
    private readonly int[] _starts;
    private readonly int[] _ends;

    /// <summary>Creates a collection over a flat array; the arrays are kept, not copied.</summary>
    /// <param name="items">The dense item ids (1..N) of all users, user by user, oldest first.</param>
    /// <param name="offsets">One more entry than there are users: user u owns <c>items[offsets[u]..offsets[u + 1]]</c>.</param>
    /// <exception cref="ArgumentException">The offsets do not start at 0, decrease, or end beyond the items.</exception>
    public ItemSequences(int[] items, int[] offsets)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(offsets);
        if (offsets.Length == 0 || offsets[0] != 0 || offsets[^1] != items.Length)
        {
            throw new ArgumentException($"Offsets must start at 0 and end at the number of items ({items.Length}).", nameof(offsets));
        }

        for (int user = 0; user + 1 < offsets.Length; user++)
        {
            if (offsets[user] > offsets[user + 1])
            {
                throw new ArgumentException($"Offsets must not decrease, but offset {user + 1} is {offsets[user + 1]} after {offsets[user]}.", nameof(offsets));
            }
        }

        _items = items;
        _starts = offsets[..^1];
        _ends = offsets[1..];
    }

    private ItemSequences(int[] items, int[] starts, int[] ends)
    {
        _items = items;
        _starts = starts;
        _ends = ends;
    }

    /// <summary>Gets the number of users.</summary>
    public int Count => _starts.Length;

    /// <summary>Gets the number of items in all sequences together.</summary>
    public long TotalItems
    {
        get
        {
            long total = 0;
            for (int user = 0; user < _starts.Length; user++)
            {
                total += _ends[user] - _starts[user];
            }

            return total;
        }
    }

    /// <summary>Gets the items of a user, oldest first.</summary>
    /// <param name="user">The user's index, 0..<see cref="Count"/> - 1.</param>
    public ReadOnlySpan<int> this[int user] => _items.AsSpan(_starts[user].._ends[user]);

    /// <summary>Gets the number of items of a user.</summary>
    /// <param name="user">The user's index, 0..<see cref="Count"/> - 1.</param>
    /// <returns>The length of the sequence.</returns>
    public int Length(int user) => _ends[user] - _starts[user];

    /// <summary>Makes a view of the same sequences that ends earlier; what lies behind the new ends cannot be reached through it.</summary>
    /// <param name="lengths">The visible length of each user's sequence, 0..<see cref="Length"/>.</param>
    /// <returns>The truncated view; it shares the items with this collection.</returns>
    /// <exception cref="ArgumentException">A length is missing, negative, or longer than the sequence.</exception>
    public ItemSequences Truncate(ReadOnlySpan<int> lengths)
    {
        if (lengths.Length != Count)
        {
            throw new ArgumentException($"Expected {Count} lengths, one a user, got {lengths.Length}.", nameof(lengths));
        }

        var ends = new int[Count];
        for (int user = 0; user < ends.Length; user++)
        {
            if ((uint)lengths[user] > (uint)Length(user))
            {
                throw new ArgumentException($"User {user} has {Length(user)} items; cannot show {lengths[user]}.", nameof(lengths));
            }

            ends[user] = _starts[user] + lengths[user];
        }

        return new ItemSequences(_items, _starts, ends);
    }
}
