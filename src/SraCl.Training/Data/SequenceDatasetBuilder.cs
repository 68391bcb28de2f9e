using SraCl.Sequences;

namespace SraCl.Training.Data;

/// <summary>Collects interactions, from a file or from anywhere else, and makes a data set of sequences of them.</summary>
/// <remarks>
/// Holds 16 bytes an event (8 without times) while collecting, and each external id once. Not safe for concurrent use.
/// </remarks>
public sealed class SequenceDatasetBuilder
{
    private readonly DatasetOptions _options;
    private readonly EventTable _events = new();
    private long _droppedByRating;
    private long _droppedByTime;
    private bool _anyRating;
    private bool _anyTime;

    /// <summary>Creates an empty builder.</summary>
    /// <param name="options">Filters and rules of order; the defaults of <see cref="DatasetOptions"/> when null. Must not change afterwards.</param>
    /// <exception cref="SraClException">An option is invalid.</exception>
    public SequenceDatasetBuilder(DatasetOptions? options = null)
    {
        _options = options ?? new DatasetOptions();
        _options.Validate();
    }

    /// <summary>Adds an event; the order of calls is the order of events at the same time or without times.</summary>
    /// <param name="user">The user's external id, not empty.</param>
    /// <param name="item">The item's external id, not empty.</param>
    /// <param name="time">The time in any unit, the same for all events; null for all events when there are no times.</param>
    /// <param name="rating">The rating, or null.</param>
    /// <exception cref="ArgumentException">An id is empty.</exception>
    /// <exception cref="SraClException">Some events have times and some have none.</exception>
    public void Add(ReadOnlySpan<char> user, ReadOnlySpan<char> item, long? time = null, double? rating = null)
    {
        if (user.IsEmpty || item.IsEmpty)
        {
            throw new ArgumentException("An external id is empty; every user and item needs a non-empty id.", user.IsEmpty ? nameof(user) : nameof(item));
        }

        _anyRating |= rating.HasValue;
        _anyTime |= time.HasValue;
        if (_options.MinRating is { } minRating && !(rating >= minRating))
        {
            _droppedByRating++;
        }
        else if ((_options.FromTime is { } from && !(time >= from)) || (_options.BeforeTime is { } before && !(time < before)))
        {
            _droppedByTime++;
        }
        else
        {
            _events.Add(user, item, time);
        }
    }

    /// <summary>Adds events, such as the rows of <see cref="InteractionFile.Read"/>.</summary>
    /// <param name="interactions">The events.</param>
    /// <exception cref="SraClException">Some events have times and some have none.</exception>
    public void AddRange(IEnumerable<Interaction> interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        foreach (Interaction interaction in interactions)
        {
            Add(interaction.User.Span, interaction.Item.Span, interaction.Time, interaction.Rating);
        }
    }

    /// <summary>Makes the data set of the events added so far.</summary>
    /// <returns>The data set and its figures.</returns>
    /// <exception cref="SraClException">No event is left, or a filter needs ratings or times that the events do not have.</exception>
    public PreparedDataset Build()
    {
        if (_options.MinRating is not null && !_anyRating && _droppedByRating > 0)
        {
            throw new SraClException($"{nameof(DatasetOptions)}.{nameof(DatasetOptions.MinRating)} is set, but no event has a rating. Unset it, or name the rating column.");
        }

        if ((_options.FromTime ?? _options.BeforeTime) is not null && !_anyTime && _droppedByTime > 0)
        {
            throw new SraClException($"{nameof(DatasetOptions)}.{nameof(DatasetOptions.FromTime)} or {nameof(DatasetOptions.BeforeTime)} is set, but no event has a time. Unset them, or name the time column.");
        }

        int[] order = EventOrder.Sort(_events, _options);
        int distinct = EventFilter.DropDuplicates(_events, order, _options.Duplicates);
        int kept = EventFilter.KeepCore(_events, order.AsSpan(..distinct), _options.MinUserEvents, _options.MinItemEvents);
        if (kept == 0)
        {
            throw new SraClException(FormattableString.Invariant(
                $"No event is left: {_droppedByRating} dropped by rating, {_droppedByTime} by time range, {order.Length - distinct} as duplicates, {distinct - kept} by the k-core (users >= {_options.MinUserEvents}, items >= {_options.MinItemEvents}). Expected at least one; check the source or loosen {nameof(DatasetOptions)}."));
        }

        SequenceDataset dataset = Number(order.AsSpan(..kept));
        DatasetSummary summary = DatasetFigures.Describe(dataset) with
        {
            DroppedByRating = _droppedByRating,
            DroppedByTime = _droppedByTime,
            DroppedDuplicates = order.Length - distinct,
            DroppedByCore = distinct - kept,
        };
        return new PreparedDataset(dataset, summary);
    }

    /// <summary>Numbers users and items in the order of the events and lays the sequences out flat.</summary>
    private SequenceDataset Number(ReadOnlySpan<int> order)
    {
        var users = new List<string>();
        var items = new List<string>();
        var offsets = new List<int>();
        var sequence = new int[order.Length];
        long[]? times = _events.HasTimes ? new long[order.Length] : null;
        var denseIds = new int[_events.ItemIds.Count];
        int previousUser = -1;
        for (int place = 0; place < order.Length; place++)
        {
            int index = order[place];
            if (_events.User(index) != previousUser)
            {
                previousUser = _events.User(index);
                users.Add(_events.UserIds[previousUser]);
                offsets.Add(place);
            }

            ref int dense = ref denseIds[_events.Item(index)];
            if (dense == 0)
            {
                items.Add(_events.ItemIds[_events.Item(index)]);
                dense = items.Count;
            }

            sequence[place] = dense;
            if (times is not null)
            {
                times[place] = _events.Time(index);
            }
        }

        offsets.Add(order.Length);
        return new SequenceDataset(users.ToArray(), new IdMap(items), sequence, offsets.ToArray(), times);
    }
}
