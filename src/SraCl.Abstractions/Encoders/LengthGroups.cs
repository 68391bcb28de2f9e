using System.Runtime.InteropServices;

namespace SraCl.Encoders;

/// <summary>
/// Divides sequences into groups of similar length so that little padding is encoded. The encoder has no operation across
/// sequences, hence the division changes no result (SRA-CL spec R2, R3).
/// </summary>
/// <remarks>
/// The cheapest division is found exactly: with cost = Σ over groups (sequences × longest + <c>groupCost</c>), dynamic programming over the
/// lengths from 0 to the largest that may occur. Not safe for concurrent use; one instance serves many calls and keeps its memory.
/// </remarks>
/// <param name="groupCost">What one more group costs, in slots.</param>
internal sealed class LengthGroups(int groupCost)
{
    private readonly List<Group> _groups = [];
    private int[] _order = [];
    private int _count;

    // By length: the number of shorter rows, where the next row of the length goes, the least cost up to it, and where the group before ended.
    private int[] _shorter = [];
    private int[] _next = [];
    private long[] _best = [];
    private int[] _from = [];

    /// <summary>A run of <see cref="Order"/> that is encoded together.</summary>
    /// <param name="Start">The first place in the order.</param>
    /// <param name="Count">The number of sequences.</param>
    /// <param name="Length">The number of slots: the longest sequence of the group, at least 1.</param>
    public readonly record struct Group(int Start, int Count, int Length);

    /// <summary>Gets the rows sorted by length, shortest first, stable.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, _count);

    /// <summary>Gets the groups, shortest first.</summary>
    public ReadOnlySpan<Group> Groups => CollectionsMarshal.AsSpan(_groups);

    /// <summary>Divides rows by length.</summary>
    /// <param name="lengths">The length of each row.</param>
    /// <param name="maxLength">The largest length that may occur.</param>
    public void Divide(ReadOnlySpan<int> lengths, int maxLength)
    {
        Reserve(lengths.Length, maxLength);
        Span<int> shorter = _shorter.AsSpan(0, maxLength + 2);
        shorter.Clear();
        foreach (int length in lengths)
        {
            shorter[length + 1]++;
        }

        for (int length = 0; length <= maxLength; length++)
        {
            shorter[length + 1] += shorter[length];
        }

        // Counting sort keeps rows of one length in their order.
        shorter.CopyTo(_next);
        for (int row = 0; row < lengths.Length; row++)
        {
            _order[_next[lengths[row]]++] = row;
        }

        Partition(lengths, maxLength);
    }

    private void Partition(ReadOnlySpan<int> lengths, int maxLength)
    {
        // A group takes all rows longer than `start` and no longer than `end`.
        for (int end = 0; end <= maxLength; end++)
        {
            _best[end] = long.MaxValue;
            for (int start = -1; start < end; start++)
            {
                long rows = _shorter[end + 1] - _shorter[start + 1];
                long before = start < 0 ? 0 : _best[start];
                long cost = before + (rows == 0 ? 0 : (rows * Math.Max(end, 1)) + groupCost);
                if (cost < _best[end])
                {
                    _best[end] = cost;
                    _from[end] = start;
                }
            }
        }

        _groups.Clear();
        for (int end = maxLength; end >= 0; end = _from[end])
        {
            int first = _shorter[_from[end] + 1];
            int count = _shorter[end + 1] - first;
            if (count > 0)
            {
                int longest = lengths[_order[first + count - 1]];
                _groups.Add(new Group(first, count, Math.Max(longest, 1)));
            }
        }

        _groups.Reverse();
    }

    private void Reserve(int rows, int maxLength)
    {
        _count = rows;
        if (_order.Length < rows)
        {
            _order = new int[rows];
        }

        if (_best.Length < maxLength + 1)
        {
            _shorter = new int[maxLength + 2];
            _next = new int[maxLength + 2];
            _best = new long[maxLength + 1];
            _from = new int[maxLength + 1];
        }
    }
}
