namespace SraCl.Neighbors;

/// <summary>Frozen vectors, one a row, in one flat array of single precision.</summary>
/// <remarks>
/// What a row is, is said by whoever holds the matrix. Immutable as far as callers can see (the array passed in must not be changed
/// afterwards), hence safe for concurrent use.
/// </remarks>
public sealed class EmbeddingMatrix
{
    private readonly float[] _values;

    /// <summary>Creates a matrix over a flat array; the array is kept, not copied.</summary>
    /// <param name="dimension">The length of each vector, at least 1.</param>
    /// <param name="values">The vectors one after the other, <c>[rows, dimension]</c>, at least one, all numbers finite.</param>
    /// <exception cref="ArgumentException">The array is empty, holds no whole number of vectors, or has a number that is not finite.</exception>
    public EmbeddingMatrix(int dimension, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length == 0 || values.Length % dimension != 0)
        {
            throw new ArgumentException($"Expected at least one vector of {dimension} numbers, got {values.Length} numbers.", nameof(values));
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new ArgumentException($"Row {i / dimension} holds {values[i]}; expected finite numbers. Embed that row's text again.", nameof(values));
            }
        }

        Dimension = dimension;
        RowCount = values.Length / dimension;
        _values = values;
    }

    /// <summary>Gets the number of vectors.</summary>
    public int RowCount { get; }

    /// <summary>Gets the length of each vector.</summary>
    public int Dimension { get; }

    /// <summary>Gets the vector of a row.</summary>
    /// <param name="row">The row, 0..<see cref="RowCount"/> - 1.</param>
    public ReadOnlySpan<float> this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));
            return _values.AsSpan(row * Dimension, Dimension);
        }
    }
}
