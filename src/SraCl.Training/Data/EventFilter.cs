namespace SraCl.Training.Data;

/// <summary>Drops events from an ordered list of event indices; what stays moves to the front and keeps its order.</summary>
internal static class EventFilter
{
    /// <summary>Drops repeated events.</summary>
    /// <param name="events">The events.</param>
    /// <param name="order">Their final order.</param>
    /// <param name="policy">Which ones count as repeated.</param>
    /// <returns>The number of events that stay.</returns>
    public static int DropDuplicates(EventTable events, Span<int> order, DuplicatePolicy policy)
    {
        if (policy == DuplicatePolicy.KeepAll || (policy == DuplicatePolicy.DropExact && !events.HasTimes))
        {
            return order.Length;
        }

        // A group is what an item may occur in once: a user, or a user at one time.
        var lastGroup = new int[events.ItemIds.Count];
        int group = 0;
        int kept = 0;
        int previous = -1;
        foreach (int current in order)
        {
            if (previous < 0 || events.User(current) != events.User(previous)
                || (policy == DuplicatePolicy.DropExact && events.Time(current) != events.Time(previous)))
            {
                group++;
            }

            ref int last = ref lastGroup[events.Item(current)];
            if (last != group)
            {
                last = group;
                order[kept++] = current;
            }

            previous = current;
        }

        return kept;
    }

    /// <summary>Drops users and items with too few events until all that are left have enough.</summary>
    /// <param name="events">The events.</param>
    /// <param name="order">Their final order.</param>
    /// <param name="minUserEvents">The number of events that a user needs.</param>
    /// <param name="minItemEvents">The number of events that an item needs.</param>
    /// <returns>The number of events that stay.</returns>
    public static int KeepCore(EventTable events, Span<int> order, int minUserEvents, int minItemEvents)
    {
        if (minUserEvents <= 1 && minItemEvents <= 1)
        {
            return order.Length;
        }

        var userEvents = new int[events.UserIds.Count];
        var itemEvents = new int[events.ItemIds.Count];
        foreach (int index in order)
        {
            userEvents[events.User(index)]++;
            itemEvents[events.Item(index)]++;
        }

        // Counts are lowered as events go, so a round already sees what it dropped itself; the core is the same in any order.
        int kept = order.Length;
        for (int before = -1; kept != before;)
        {
            before = kept;
            kept = 0;
            foreach (int index in order[..before])
            {
                ref int user = ref userEvents[events.User(index)];
                ref int item = ref itemEvents[events.Item(index)];
                if (user < minUserEvents || item < minItemEvents)
                {
                    user--;
                    item--;
                }
                else
                {
                    order[kept++] = index;
                }
            }
        }

        return kept;
    }
}
