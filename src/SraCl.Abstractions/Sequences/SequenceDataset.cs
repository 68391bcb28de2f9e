namespace SraCl.Sequences;

/// <summary>
/// A whole data set of interactions in the form models train on: users' sequences of dense item ids in time order, and the maps back to external ids.
/// </summary>
/// <remarks>
/// Holds every event, the ones that validation and test will ask for included; training code takes a
/// <see cref="Splits.TrainingSplit"/> instead. Immutable, hence safe for concurrent use.
/// </remarks>
public sealed class SequenceDataset
{
    private readonly long[]? _times;
    private readonly int[] _offsets;

    /// <summary>Creates a data set; the arrays are kept, not copied.</summary>
    /// <param name="userIds">The external id of each user; its index is the user's index in <see cref="Sequences"/>.</param>
    /// <param name="items">The map of the item ids.</param>
    /// <param name="sequence">The dense item ids of all users, user by user, in time order.</param>
    /// <param name="offsets">One more entry than there are users: user u owns <c>sequence[offsets[u]..offsets[u + 1]]</c>.</param>
    /// <param name="times">The time of each event in the layout of <paramref name="sequence"/>, or null when the source has none.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other, or an item id is outside 1..N.</exception>
    public SequenceDataset(IReadOnlyList<string> userIds, IdMap items, int[] sequence, int[] offsets, long[]? times = null)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        ArgumentNullException.ThrowIfNull(items);
        Sequences = new ItemSequences(sequence, offsets);
        if (userIds.Count != Sequences.Count)
        {
            throw new ArgumentException($"Expected one user id a sequence ({Sequences.Count}), got {userIds.Count}.", nameof(userIds));
        }

        if (times is not null && times.Length != sequence.Length)
        {
            throw new ArgumentException($"Expected one time an event ({sequence.Length}), got {times.Length}.", nameof(times));
        }

        foreach (int item in sequence)
        {
            if ((uint)(item - 1) >= (uint)items.Count)
            {
                throw new ArgumentException($"Item id {item} is outside 1..{items.Count}.", nameof(sequence));
            }
        }

        UserIds = userIds;
        Items = items;
        _offsets = offsets;
        _times = times;
    }

    /// <summary>Gets the external id of each user, by user index.</summary>
    public IReadOnlyList<string> UserIds { get; }

    /// <summary>Gets the map between external item ids and the dense ids 1..N.</summary>
    public IdMap Items { get; }

    /// <summary>Gets every user's items in time order.</summary>
    public ItemSequences Sequences { get; }

    /// <summary>Gets whether the events carry times.</summary>
    public bool HasTimes => _times is not null;

    /// <summary>Gets the times of a user's events, in the order of the user's sequence.</summary>
    /// <param name="user">The user's index.</param>
    /// <returns>Times in the unit of the source, ascending.</returns>
    /// <exception cref="InvalidOperationException">The data set has no times; see <see cref="HasTimes"/>.</exception>
    public ReadOnlySpan<long> TimesOf(int user) => _times is null
        ? throw new InvalidOperationException("This data set has no times: its source gives only the order of events. Read it from a format with a time column.")
        : _times.AsSpan(_offsets[user].._offsets[user + 1]);
}
