namespace SraCl.Batching;

/// <summary>A growable column of ids, such as the target item of each sample.</summary>
/// <remarks>A batch reuses one instance for its whole life. Not safe for concurrent writing.</remarks>
public sealed class IdColumn
{
    private int[] _values = new int[16];
    private int _count;

    /// <summary>Gets the values.</summary>
    public ReadOnlySpan<int> Values => _values.AsSpan(0, _count);

    /// <summary>Sets the number of values and gives access to them.</summary>
    /// <param name="count">The number of values.</param>
    /// <returns>The memory of the values, contents undefined.</returns>
    public Span<int> Resize(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _values.Length)
        {
            _values = new int[Math.Max(count, 2 * _values.Length)];
        }

        _count = count;
        return _values.AsSpan(0, count);
    }
}
