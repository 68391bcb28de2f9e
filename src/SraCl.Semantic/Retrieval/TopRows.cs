namespace SraCl.Semantic.Retrieval;

/// <summary>For each of many queries the best rows seen so far, best first; of rows that are equally good, the one offered first.</summary>
/// <remarks>Threads may work on different queries at the same time.</remarks>
internal sealed class TopRows(int queries, int capacity)
{
    private readonly float[] _scores = new float[checked(queries * capacity)];
    private readonly int[] _rows = new int[queries * capacity];
    private readonly int[] _counts = new int[queries];

    /// <summary>Gets the rows of a query.</summary>
    public ReadOnlySpan<int> Rows(int query) => _rows.AsSpan(query * capacity, _counts[query]);

    /// <summary>Gets what a row's score must exceed for the row to be kept.</summary>
    public float Bound(int query) => _counts[query] < capacity ? float.NegativeInfinity : _scores[((query + 1) * capacity) - 1];

    /// <summary>Keeps a row whose score exceeds <see cref="Bound"/>.</summary>
    public void Add(int query, float score, int row)
    {
        Span<float> scores = _scores.AsSpan(query * capacity, capacity);
        Span<int> rows = _rows.AsSpan(query * capacity, capacity);
        int place = _counts[query] < capacity ? _counts[query]++ : capacity - 1;
        while (place > 0 && scores[place - 1] < score)
        {
            scores[place] = scores[place - 1];
            rows[place] = rows[place - 1];
            place--;
        }

        scores[place] = score;
        rows[place] = row;
    }
}
