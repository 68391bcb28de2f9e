using SraCl.Sequences;
using SraCl.Training.Evaluation;
using SraCl.Training.Ranking;

namespace SraCl.Training.Recommendation;

/// <summary>A request that was checked, in dense ids.</summary>
/// <param name="Newest">The newest known items of the history, as many as the model looks at, oldest first.</param>
/// <param name="Query">What may be recommended.</param>
/// <param name="UnknownCount">The number of ids of the history that were left out.</param>
internal readonly record struct PreparedRequest(int[] Newest, TopQuery Query, int UnknownCount)
{
    /// <summary>Checks a request.</summary>
    /// <param name="items">The items of the model.</param>
    /// <param name="maxLength">The number of items that the model looks at.</param>
    /// <param name="request">The request.</param>
    /// <param name="where">What errors begin with: which request it is, or nothing.</param>
    public static PreparedRequest Of(IdMap items, int maxLength, RecommendationRequest request, string where = "")
    {
        RecommendationOptions options = request.Options ?? RecommendationOptions.Default;
        CheckCount(items, request.Count, where);
        CheckFilter(items, options.Filter, where);
        int[] known = KnownItems(items, request.History, options.UnknownItems, where);
        int[] excluded = Excluded(items, options.SeenItems == SeenItems.Mask ? known : [], options.ExcludedItems, where);
        return new PreparedRequest(known[Math.Max(0, known.Length - maxLength)..], new TopQuery(request.Count, options.Filter, excluded), request.History.Count - known.Length);
    }

    /// <summary>Checks how many items are wanted.</summary>
    /// <param name="items">The items of the model.</param>
    /// <param name="count">The number.</param>
    /// <param name="where">What errors begin with.</param>
    public static void CheckCount(IdMap items, int count, string where = "")
    {
        if (count < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, where + "Expected at least 1 item.");
        }

        if (count > items.Count)
        {
            throw new SraClException($"{where}{count} recommendations are wanted, but the catalogue has {items.Count} items. Ask for 1 to {items.Count}.");
        }
    }

    /// <summary>Checks that a filter is of the model.</summary>
    /// <param name="items">The items of the model.</param>
    /// <param name="filter">The filter; null for none.</param>
    /// <param name="where">What errors begin with.</param>
    public static void CheckFilter(IdMap items, ItemFilter? filter, string where = "")
    {
        if (filter is not null && !ReferenceEquals(filter.Items, items))
        {
            throw new ArgumentException($"{where}The filter is made over the items of another model. Make it with the {nameof(IRecommender.Items)} of this recommender.", nameof(filter));
        }
    }

    /// <summary>Gets the dense ids that may not be recommended, ascending, each once.</summary>
    /// <param name="items">The items of the model.</param>
    /// <param name="seen">Dense ids, any order.</param>
    /// <param name="excluded">External ids; unknown ones have no effect.</param>
    /// <param name="where">What errors begin with.</param>
    public static int[] Excluded(IdMap items, IEnumerable<int> seen, IReadOnlyCollection<string> excluded, string where = "")
    {
        var ids = new SortedSet<int>(seen);
        foreach (string itemId in excluded)
        {
            if (string.IsNullOrEmpty(itemId))
            {
                throw new ArgumentException(where + "The excluded items have a null or empty id.", nameof(excluded));
            }

            if (items.TryGetId(itemId, out int item))
            {
                ids.Add(item);
            }
        }

        return [.. ids];
    }

    private static int[] KnownItems(IdMap items, IReadOnlyList<string> history, UnknownItems policy, string where)
    {
        if (history.Count == 0)
        {
            throw new ArgumentException(where + "The history is empty; a recommendation needs at least one item.", nameof(history));
        }

        var known = new List<int>(history.Count);
        List<string>? unknown = null;
        foreach (string itemId in history)
        {
            if (string.IsNullOrEmpty(itemId))
            {
                throw new ArgumentException(where + "The history has a null or empty item id.", nameof(history));
            }

            if (items.TryGetId(itemId, out int item))
            {
                known.Add(item);
            }
            else
            {
                (unknown ??= []).Add(itemId);
            }
        }

        if (unknown is not null && (policy == UnknownItems.Throw || known.Count == 0))
        {
            throw Unknown(unknown, history.Count, known.Count, where);
        }

        return [.. known];
    }

    private static UnknownItemException Unknown(List<string> unknown, int length, int known, string where)
    {
        const int Shown = 5;
        string[] names = [.. unknown.Distinct(StringComparer.Ordinal)];
        string shown = string.Join(", ", names.Take(Shown).Select(id => $"'{id}'"));
        string cure = known == 0
            ? "No item of the history is known to the model: check that the ids are those of the training data."
            : $"Leave them out, or set {nameof(RecommendationOptions)}.{nameof(RecommendationOptions.UnknownItems)} to {nameof(UnknownItems.Ignore)}.";
        return new UnknownItemException(
            $"{where}The model does not know {unknown.Count} of {length} items of the history: {shown}{(names.Length > Shown ? ", ..." : string.Empty)}. {cure}", names);
    }
}
