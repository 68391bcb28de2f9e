namespace SraCl.Semantic.Retrieval;

/// <summary>The best rows seen so far, best first; of rows that are equally good, the one offered first.</summary>
internal sealed class TopRows(int capacity)
{
    private readonly float[] _scores = new float[capacity];
    private readonly int[] _rows = new int[capacity];
    private int _count;

    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, _count);

    /// <summary>Gets what a row's score must exceed for the row to be kept.</summary>
    public float Bound => _count < capacity ? float.NegativeInfinity : _scores[^1];

    public void Clear() => _count = 0;

    /// <summary>Keeps a row whose score exceeds <see cref="Bound"/>.</summary>
    public void Add(float score, int row)
    {
        int place = _count < capacity ? _count++ : capacity - 1;
        while (place > 0 && _scores[place - 1] < score)
        {
            _scores[place] = _scores[place - 1];
            _rows[place] = _rows[place - 1];
            place--;
        }

        _scores[place] = score;
        _rows[place] = row;
    }
}
