namespace SraCl.Batching;

/// <summary>A growable list of item sequences of different lengths in one flat array: the form in which sequences travel to the encoder.</summary>
/// <remarks>
/// A batch reuses one instance for its whole life, so that filling it allocates nothing once it has grown. Not safe for concurrent writing.
/// </remarks>
public sealed class RaggedSequences
{
    private int[] _items = new int[64];
    private int[] _ends = new int[16];

    /// <summary>Gets the number of sequences (rows).</summary>
    public int Count { get; private set; }

    /// <summary>Gets the number of items in all rows together.</summary>
    public int TotalItems => Count == 0 ? 0 : _ends[Count - 1];

    /// <summary>Gets the items of a row, oldest first.</summary>
    /// <param name="row">The row, 0..<see cref="Count"/> - 1.</param>
    public ReadOnlySpan<int> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
            return _items.AsSpan(Start(row).._ends[row]);
        }
    }

    /// <summary>Gets the number of items of a row.</summary>
    /// <param name="row">The row, 0..<see cref="Count"/> - 1.</param>
    /// <returns>The length.</returns>
    public int Length(int row) => this[row].Length;

    /// <summary>Removes all rows and keeps the memory.</summary>
    public void Clear() => Count = 0;

    /// <summary>Appends a row by copying.</summary>
    /// <param name="items">Dense item ids, oldest first.</param>
    public void Add(ReadOnlySpan<int> items) => items.CopyTo(Append(items.Length));

    /// <summary>Appends a row for the caller to write.</summary>
    /// <param name="length">The number of items of the row.</param>
    /// <returns>The row's memory, contents undefined, valid until the next append.</returns>
    public Span<int> Append(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int start = TotalItems;
        if (start + length > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(start + length, 2 * _items.Length));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * _ends.Length);
        }

        _ends[Count++] = start + length;
        return _items.AsSpan(start, length);
    }

    private int Start(int row) => row == 0 ? 0 : _ends[row - 1];
}
