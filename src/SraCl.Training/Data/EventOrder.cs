using SraCl.Randomness;

namespace SraCl.Training.Data;

/// <summary>Puts events into their final order: user by user, each user's events by time, ties by a stated rule.</summary>
internal static class EventOrder
{
    /// <summary>Sorts the events.</summary>
    /// <param name="events">The events in input order.</param>
    /// <param name="options">The order of users and the rule for ties.</param>
    /// <returns>The events' indices in their final order.</returns>
    public static int[] Sort(EventTable events, DatasetOptions options)
    {
        int[] rank = Ranks(events.UserIds, options.UserOrder);

        // Counting sort by user: stable and without comparisons.
        var starts = new int[rank.Length + 1];
        for (int i = 0; i < events.Count; i++)
        {
            starts[rank[events.User(i)] + 1]++;
        }

        for (int user = 0; user < rank.Length; user++)
        {
            starts[user + 1] += starts[user];
        }

        var order = new int[events.Count];
        int[] next = starts[..^1];
        for (int i = 0; i < order.Length; i++)
        {
            order[next[rank[events.User(i)]]++] = i;
        }

        if (events.HasTimes)
        {
            Comparison<int> comparison = ByTime(events, options.TieBreak);
            for (int user = 0; user < rank.Length; user++)
            {
                order.AsSpan(starts[user]..starts[user + 1]).Sort(comparison);
            }
        }

        return order;
    }

    /// <summary>Gives every user's place.</summary>
    private static int[] Ranks(IdTable users, UserOrder order)
    {
        int[] ranks = Enumerable.Range(0, users.Count).ToArray();
        if (order == UserOrder.Id)
        {
            int[] sorted = ranks.ToArray();
            Array.Sort(sorted, (left, right) => string.CompareOrdinal(users[left], users[right]));
            for (int place = 0; place < sorted.Length; place++)
            {
                ranks[sorted[place]] = place;
            }
        }

        return ranks;
    }

    /// <summary>Compares events of one user; never equal for two events, which makes an unstable sort stable.</summary>
    private static Comparison<int> ByTime(EventTable events, TieBreak tieBreak)
    {
        return (left, right) =>
        {
            int result = events.Time(left).CompareTo(events.Time(right));
            if (result == 0)
            {
                result = tieBreak switch
                {
                    TieBreak.ItemId => string.CompareOrdinal(Item(left), Item(right)),
                    TieBreak.Hash => Hash(left).CompareTo(Hash(right)),
                    _ => 0,
                };
            }

            return result != 0 ? result : left.CompareTo(right);
        };

        string Item(int index) => events.ItemIds[events.Item(index)];

        ulong Hash(int index)
        {
            CounterRandom random = CounterRandom.Create(0).Derive(events.UserIds[events.User(index)]).Derive(Item(index));
            return random.NextUInt64();
        }
    }
}
