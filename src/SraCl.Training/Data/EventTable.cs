namespace SraCl.Training.Data;

/// <summary>Events in input order, column by column: 8 bytes an event, 16 with times.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class EventTable
{
    private readonly List<int> _users = [];
    private readonly List<int> _items = [];
    private readonly List<long> _times = [];

    /// <summary>Gets the users' external ids.</summary>
    public IdTable UserIds { get; } = new();

    /// <summary>Gets the items' external ids.</summary>
    public IdTable ItemIds { get; } = new();

    /// <summary>Gets the number of events.</summary>
    public int Count => _users.Count;

    /// <summary>Gets whether the events have times; the first event decides.</summary>
    public bool HasTimes => _times.Count > 0;

    /// <summary>Gets the user number of an event.</summary>
    public int User(int index) => _users[index];

    /// <summary>Gets the item number of an event.</summary>
    public int Item(int index) => _items[index];

    /// <summary>Gets the time of an event, 0 without times.</summary>
    public long Time(int index) => HasTimes ? _times[index] : 0;

    /// <summary>Appends an event.</summary>
    public void Add(ReadOnlySpan<char> user, ReadOnlySpan<char> item, long? time)
    {
        if (Count > 0 && HasTimes != time.HasValue)
        {
            throw new SraClException(
                $"The event of user '{user}' and item '{item}' has {(HasTimes ? "no time, but earlier events have one" : "a time, but earlier events have none")}; expected times for all events or for none. Complete the source, or leave its time column out.");
        }

        _users.Add(UserIds.GetOrAdd(user));
        _items.Add(ItemIds.GetOrAdd(item));
        if (time is { } known)
        {
            _times.Add(known);
        }
    }
}
