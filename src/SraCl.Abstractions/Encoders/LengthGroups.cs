namespace SraCl.Encoders;

/// <summary>
/// Divides sequences into groups of similar length so that little padding is encoded. The encoder has no operation across
/// sequences, hence the division changes no result (SRA-CL spec R2, R3).
/// </summary>
/// <remarks>
/// The cheapest division is found exactly: with cost = Σ over groups (sequences × longest + <c>groupCost</c>), dynamic programming over the
/// distinct lengths. Not safe for concurrent use; one instance serves many calls and keeps its memory.
/// </remarks>
internal sealed class LengthGroups
{
    /// <summary>
    /// What one more group costs, in slots. A group pays its fixed price per operator call, so tiny groups do not pay off.
    /// </summary>
    private const int GroupCost = 128;

    private int[] _lengths = [];
    private int[] _order = [];
    private readonly List<Group> _groups = [];

    /// <summary>A run of <see cref="Order"/> that is encoded together.</summary>
    /// <param name="Start">The first place in the order.</param>
    /// <param name="Count">The number of sequences.</param>
    /// <param name="Length">The number of slots: the longest sequence of the group, at least 1.</param>
    public readonly record struct Group(int Start, int Count, int Length);

    /// <summary>Gets the rows sorted by length, shortest first, stable.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, _lengths.Length);

    /// <summary>Gets the groups, shortest first.</summary>
    public IReadOnlyList<Group> Groups => _groups;

    /// <summary>Divides rows by length.</summary>
    /// <param name="lengths">The length of each row.</param>
    /// <param name="maxLength">The largest length that may occur.</param>
    public void Divide(ReadOnlySpan<int> lengths, int maxLength)
    {
        _lengths = lengths.ToArray();
        var first = new int[maxLength + 2];
        foreach (int length in lengths)
        {
            first[length + 1]++;
        }

        for (int length = 0; length <= maxLength; length++)
        {
            first[length + 1] += first[length];
        }

        // first[l] rows are shorter than l. Counting sort keeps equal lengths in row order.
        _order = new int[lengths.Length];
        int[] next = first[..^1];
        for (int row = 0; row < lengths.Length; row++)
        {
            _order[next[lengths[row]]++] = row;
        }

        Partition(first, maxLength);
    }

    private void Partition(int[] first, int maxLength)
    {
        // best[l]: the least cost of all rows of length <= l when a group ends at l; from[l]: where the group before it ended.
        var best = new long[maxLength + 1];
        var from = new int[maxLength + 1];
        for (int end = 0; end <= maxLength; end++)
        {
            best[end] = long.MaxValue;
            for (int start = -1; start < end; start++)
            {
                long rows = first[end + 1] - first[start + 1];
                long before = start < 0 ? 0 : best[start];
                long cost = before + (rows == 0 ? 0 : (rows * Math.Max(end, 1)) + GroupCost);
                if (cost < best[end])
                {
                    best[end] = cost;
                    from[end] = start;
                }
            }
        }

        _groups.Clear();
        for (int end = maxLength; end >= 0; end = from[end])
        {
            int start = first[from[end] + 1];
            int count = first[end + 1] - start;
            if (count > 0)
            {
                int longest = _lengths[_order[start + count - 1]];
                _groups.Add(new Group(start, count, Math.Max(longest, 1)));
            }
        }

        _groups.Reverse();
    }
}
