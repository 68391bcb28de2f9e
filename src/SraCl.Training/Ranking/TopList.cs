namespace SraCl.Training.Ranking;

/// <summary>The best items of a row so far: a heap with the worst of them at the root.</summary>
/// <remarks>Of items with the same score the one with the lower id is the better one. Not safe for concurrent use.</remarks>
/// <param name="capacity">The number of items to keep.</param>
internal sealed class TopList(int capacity)
{
    private readonly ScoredItem[] _heap = new ScoredItem[capacity];

    /// <summary>Gets the number of items kept.</summary>
    public int Count { get; private set; }

    /// <summary>Gets whether a further item has to push one out.</summary>
    public bool IsFull => Count == _heap.Length;

    /// <summary>Gets the score that an item with a higher id than any before must exceed to come in: that of the worst item when the list is full.</summary>
    public float Threshold => _heap[0].Score;

    /// <summary>Takes an item if it is among the best.</summary>
    /// <param name="candidate">The item; its score is finite.</param>
    public void Offer(ScoredItem candidate)
    {
        if (!IsFull)
        {
            int place = Count++;
            for (; place > 0 && Worse(candidate, _heap[(place - 1) / 2]); place = (place - 1) / 2)
            {
                _heap[place] = _heap[(place - 1) / 2];
            }

            _heap[place] = candidate;
        }
        else if (Count > 0 && Worse(_heap[0], candidate))
        {
            Sink(candidate);
        }
    }

    /// <summary>Gets the items, best first.</summary>
    public ScoredItem[] ToSorted()
    {
        ScoredItem[] sorted = _heap[..Count];
        Array.Sort(sorted, static (a, b) => a.Score == b.Score ? a.Item.CompareTo(b.Item) : b.Score.CompareTo(a.Score));
        return sorted;
    }

    private void Sink(ScoredItem item)
    {
        int place = 0;
        for (int child = 1; child < Count; child = (2 * place) + 1)
        {
            if (child + 1 < Count && Worse(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!Worse(_heap[child], item))
            {
                break;
            }

            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = item;
    }

    private static bool Worse(ScoredItem a, ScoredItem b) => a.Score < b.Score || (a.Score == b.Score && a.Item > b.Item);
}
