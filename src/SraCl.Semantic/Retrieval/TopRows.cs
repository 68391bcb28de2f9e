namespace SraCl.Semantic.Retrieval;

/// <summary>For each of many queries the best rows offered so far, best first; of rows that are equally good, the smaller one first.</summary>
/// <remarks>Safe for concurrent use. What is kept in the end does not depend on the order of the offers.</remarks>
internal sealed class TopRows
{
    /// <summary>How many queries share a lock. Threads rarely add at the same time.</summary>
    private const int QueriesPerLock = 64;

    private const uint Sign = 1u << 31;

    private readonly int _capacity;

    /// <summary>The lists, one after the other; zeros at the end of one that is not full. A greater key is a better row.</summary>
    private readonly ulong[] _keys;
    private readonly float[] _bounds;
    private readonly Lock[] _locks;

    public TopRows(int queries, int capacity)
    {
        _capacity = capacity;
        _keys = new ulong[checked(queries * capacity)];
        _bounds = new float[queries];
        _locks = new Lock[(queries + QueriesPerLock - 1) / QueriesPerLock];
        Array.Fill(_bounds, float.NegativeInfinity);
        for (int i = 0; i < _locks.Length; i++)
        {
            _locks[i] = new Lock();
        }
    }

    /// <summary>Gets what each query's rows must reach to be kept: no worse row is. Bounds only rise, so one read earlier wrongly keeps no row out.</summary>
    public ReadOnlySpan<float> Bounds => _bounds;

    /// <summary>Tells whether a row would be kept; a score that is not a number is not.</summary>
    public bool Wants(int query, float score, int row) => score >= _bounds[query] && Key(score, row) > Volatile.Read(ref _keys[Last(query)]);

    /// <summary>Keeps a row, unless better ones fill the list.</summary>
    /// <param name="query">The query.</param>
    /// <param name="score">A number.</param>
    /// <param name="row">The row, which was not offered to this query before.</param>
    public void Add(int query, float score, int row)
    {
        ulong key = Key(score, row);
        int last = Last(query);
        lock (_locks[query / QueriesPerLock])
        {
            if (key <= _keys[last])
            {
                return;
            }

            // From the end, so that the last key, which others read meanwhile, takes its place in one step.
            int place = last;
            for (int first = last - _capacity + 1; place > first && _keys[place - 1] < key; place--)
            {
                Volatile.Write(ref _keys[place], _keys[place - 1]);
            }

            Volatile.Write(ref _keys[place], key);
            if (_keys[last] != 0)
            {
                Volatile.Write(ref _bounds[query], Score(_keys[last]));
            }
        }
    }

    /// <summary>Copies the rows of a query, as far as there are some.</summary>
    /// <param name="query">The query.</param>
    /// <param name="skipped">How many of the first rows are left out.</param>
    /// <param name="rows">Takes the rest.</param>
    public void CopyRows(int query, int skipped, Span<int> rows)
    {
        ReadOnlySpan<ulong> keys = _keys.AsSpan((query * _capacity) + skipped, _capacity - skipped);
        for (int i = 0; i < keys.Length && keys[i] != 0; i++)
        {
            rows[i] = (int)~(uint)keys[i];
        }
    }

    /// <summary>Makes one number of a score and a row, the score above: never 0, and greater for the greater score, then for the smaller row.</summary>
    private static ulong Key(float score, int row)
    {
        // Floats are ordered as their bits are, once those of negative ones are turned round; of the two zeros only one may remain.
        uint bits = score == 0 ? 0 : BitConverter.SingleToUInt32Bits(score);
        bits ^= (bits & Sign) == 0 ? Sign : uint.MaxValue;
        return ((ulong)bits << 32) | ~(uint)row;
    }

    private static float Score(ulong key)
    {
        uint bits = (uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle(bits ^ ((bits & Sign) != 0 ? Sign : uint.MaxValue));
    }

    private int Last(int query) => ((query + 1) * _capacity) - 1;
}
