using System.Numerics;
using System.Runtime.InteropServices;

namespace SraCl.Semantic.Numerics;

/// <summary>A matrix of which few numbers are not zero, kept row by row.</summary>
/// <remarks>Immutable as far as callers can see, hence safe for concurrent use.</remarks>
/// <param name="columnCount">The number of columns.</param>
/// <param name="offsets">One more entry than there are rows: row r owns the entries <c>offsets[r]..offsets[r + 1]</c>.</param>
/// <param name="columns">The column of each entry.</param>
/// <param name="values">The number of each entry.</param>
internal sealed class SparseMatrix(int columnCount, int[] offsets, int[] columns, float[] values)
{
    /// <summary>Enough rows to keep threads from waiting on each other, few enough to share the work out evenly.</summary>
    private const int RowBlock = 256;

    public int RowCount => offsets.Length - 1;

    public int ColumnCount => columnCount;

    public ReadOnlySpan<int> Columns(int row) => columns.AsSpan(offsets[row]..offsets[row + 1]);

    public Span<float> Values(int row) => values.AsSpan(offsets[row]..offsets[row + 1]);

    /// <summary>Scales every row to length 1; one of zeros stays one.</summary>
    public void NormalizeRows()
    {
        for (int row = 0; row < RowCount; row++)
        {
            UnitLength.Scale(Values(row));
        }
    }

    public SparseMatrix Transpose()
    {
        var rowOffsets = new int[columnCount + 1];
        foreach (int column in columns)
        {
            rowOffsets[column + 1]++;
        }

        for (int i = 0; i < columnCount; i++)
        {
            rowOffsets[i + 1] += rowOffsets[i];
        }

        int[] next = rowOffsets[..^1];
        var rows = new int[columns.Length];
        var numbers = new float[columns.Length];
        for (int row = 0; row < RowCount; row++)
        {
            for (int i = offsets[row]; i < offsets[row + 1]; i++)
            {
                int place = next[columns[i]]++;
                rows[place] = row;
                numbers[place] = values[i];
            }
        }

        return new SparseMatrix(RowCount, rowOffsets, rows, numbers);
    }

    /// <summary>Multiplies with a dense matrix. Each row of the product is made by one thread, entry by entry: any number of threads gives the same numbers.</summary>
    /// <param name="dense"><c>[ColumnCount, width]</c>.</param>
    /// <param name="width">The width, a multiple of <see cref="DenseProducts.WidthMultiple"/>.</param>
    /// <param name="product">Takes <c>[RowCount, width]</c>.</param>
    /// <param name="options">The largest number of threads, and what ends the work.</param>
    public void Multiply(float[] dense, int width, float[] product, ParallelOptions options) =>
        Parallel.For(0, (RowCount + RowBlock - 1) / RowBlock, options, block =>
        {
            for (int row = block * RowBlock; row < Math.Min(RowCount, (block + 1) * RowBlock); row++)
            {
                Span<float> sums = product.AsSpan(row * width, width);
                sums.Clear();
                for (int i = offsets[row]; i < offsets[row + 1]; i++)
                {
                    Add(dense.AsSpan(columns[i] * width, width), values[i], sums);
                }
            }
        });

    private static void Add(ReadOnlySpan<float> vector, float factor, Span<float> sums)
    {
        ref float source = ref MemoryMarshal.GetReference(vector);
        ref float target = ref MemoryMarshal.GetReference(sums[..vector.Length]);
        var factors = new Vector<float>(factor);
        for (nuint i = 0; i < (nuint)vector.Length; i += (nuint)Vector<float>.Count)
        {
            Vector.MultiplyAddEstimate(Vector.LoadUnsafe(ref source, i), factors, Vector.LoadUnsafe(ref target, i)).StoreUnsafe(ref target, i);
        }
    }
}
