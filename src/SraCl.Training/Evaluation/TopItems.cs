namespace SraCl.Training.Evaluation;

/// <summary>The items of the highest scores of each row of a block, exact, from scores that come in chunks of items.</summary>
/// <remarks>Serves one block; not safe for concurrent use.</remarks>
internal sealed class TopItems
{
    private readonly int _rows;
    private readonly int _length;
    private readonly int[] _counts;
    private readonly int[] _items;
    private readonly float[] _scores;

    /// <summary>Creates empty lists.</summary>
    /// <param name="rows">The number of rows B.</param>
    /// <param name="length">The number of items K that a list has at most, at least 1.</param>
    public TopItems(int rows, int length)
    {
        _rows = rows;
        _length = length;
        _counts = new int[rows];
        _items = new int[rows * length];
        _scores = new float[rows * length];
    }

    /// <summary>Takes the scores of a chunk. Chunks come in the order of their items, so that of equal scores the lower id is there first and stays.</summary>
    /// <param name="scores">The scores <c>[B, C]</c>, row by row; items whose score is negative infinity are no candidates.</param>
    /// <param name="start">The number of items before the chunk.</param>
    public void Add(ReadOnlySpan<float> scores, int start)
    {
        int width = scores.Length / _rows;
        for (int row = 0; row < _rows; row++)
        {
            Span<float> kept = _scores.AsSpan(row * _length, _length);
            ReadOnlySpan<float> candidates = scores.Slice(row * width, width);
            float least = _counts[row] == _length ? kept[^1] : float.NegativeInfinity;
            for (int column = 0; column < candidates.Length; column++)
            {
                if (candidates[column] > least)
                {
                    Insert(row, kept, candidates[column], start + column + 1);
                    least = _counts[row] == _length ? kept[^1] : float.NegativeInfinity;
                }
            }
        }
    }

    /// <summary>Gets the list of a row.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Dense ids, the highest score first; fewer than K when there are no more candidates.</returns>
    public ReadOnlySpan<int> Of(int row) => _items.AsSpan(row * _length, _counts[row]);

    private void Insert(int row, Span<float> kept, float score, int item)
    {
        Span<int> items = _items.AsSpan(row * _length, _length);
        int place = Math.Min(_counts[row], _length - 1);
        _counts[row] = place + 1;
        while (place > 0 && kept[place - 1] < score)
        {
            kept[place] = kept[place - 1];
            items[place] = items[place - 1];
            place--;
        }

        kept[place] = score;
        items[place] = item;
    }
}
