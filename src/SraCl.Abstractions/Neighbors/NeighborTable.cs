namespace SraCl.Neighbors;

/// <summary>The nearest neighbors of every row of a set, such as items or training sequences: for each row up to k other rows, nearest first.</summary>
/// <remarks>
/// One flat array of rows × k. A row with fewer than k neighbors fills up with <see cref="Absent"/>; a row that was never asked about has
/// none. What a row is, is said by whoever holds the table (<see cref="ItemNeighbors"/>, <see cref="SampleNeighbors"/>). Immutable as far
/// as callers can see (the array passed in must not be changed afterwards), hence safe for concurrent use.
/// </remarks>
public sealed class NeighborTable
{
    /// <summary>What stands in a place that no neighbor fills.</summary>
    public const int Absent = -1;

    private readonly int[] _neighbors;

    /// <summary>Creates a table over a flat array; the array is kept, not copied.</summary>
    /// <param name="rowCount">The number of rows, at least 1.</param>
    /// <param name="k">The number of places of each row, at least 1.</param>
    /// <param name="neighbors">
    /// Row r's neighbors in <c>neighbors[r·k..(r + 1)·k]</c>, nearest first: rows 0..<paramref name="rowCount"/> - 1, then
    /// <see cref="Absent"/> in the places left.
    /// </param>
    /// <exception cref="ArgumentException">The array has another length, a neighbor is no row, or one stands behind an absent place.</exception>
    public NeighborTable(int rowCount, int k, int[] neighbors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentNullException.ThrowIfNull(neighbors);
        if (neighbors.Length != (long)rowCount * k)
        {
            throw new ArgumentException($"Expected {rowCount} rows of {k} places ({(long)rowCount * k} numbers), got {neighbors.Length}.", nameof(neighbors));
        }

        for (int i = 0; i < neighbors.Length; i++)
        {
            int neighbor = neighbors[i];
            if (neighbor < Absent || neighbor >= rowCount)
            {
                throw new ArgumentException($"Row {i / k} has the neighbor {neighbor}; expected a row 0..{rowCount - 1}, or {Absent} for an absent one.", nameof(neighbors));
            }

            if (neighbor != Absent && i % k > 0 && neighbors[i - 1] == Absent)
            {
                throw new ArgumentException($"Row {i / k} has the neighbor {neighbor} behind an absent one; expected absent places at the end of a row only.", nameof(neighbors));
            }
        }

        RowCount = rowCount;
        K = k;
        _neighbors = neighbors;
    }

    /// <summary>Gets the number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Gets the number of places of each row, the largest number of neighbors it can have.</summary>
    public int K { get; }

    /// <summary>Gets the neighbors that a row has, nearest first: at most <see cref="K"/>, none of them <see cref="Absent"/>.</summary>
    /// <param name="row">The row, 0..<see cref="RowCount"/> - 1.</param>
    public ReadOnlySpan<int> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));
            ReadOnlySpan<int> places = _neighbors.AsSpan(row * K, K);
            int end = places.IndexOf(Absent);
            return end < 0 ? places : places[..end];
        }
    }
}
