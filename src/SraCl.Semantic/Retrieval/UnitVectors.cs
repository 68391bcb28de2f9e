using System.Numerics;
using System.Runtime.InteropServices;
using SraCl.Neighbors;

namespace SraCl.Semantic.Retrieval;

/// <summary>Vectors scaled to length 1 and padded with zeros to whole SIMD registers, and the products of two sets of them.</summary>
/// <remarks>
/// Written here rather than taken from a library for one property: a product depends on its two vectors alone, not on where
/// they stand in memory or in a block, so that equal vectors tie exactly and every run on a machine gives the same neighbors.
/// </remarks>
internal static class UnitVectors
{
    /// <summary>Sets of rows are padded to a multiple of this.</summary>
    public const int RowMultiple = 4;

    /// <summary>The number of floats a vector takes.</summary>
    public static int Stride(int dimension) => RoundUp(dimension, Vector<float>.Count);

    /// <summary>The number of rows a set takes.</summary>
    public static int PaddedRows(int rows) => RoundUp(rows, RowMultiple);

    /// <summary>Writes a vector at length 1; one of zeros stays one.</summary>
    public static void Write(ReadOnlySpan<float> vector, Span<float> target)
    {
        double squares = 0;
        foreach (float value in vector)
        {
            squares += (double)value * value;
        }

        target[vector.Length..].Clear();
        double scale = squares == 0 ? 0 : 1 / Math.Sqrt(squares);
        for (int i = 0; i < vector.Length; i++)
        {
            target[i] = (float)(vector[i] * scale);
        }
    }

    /// <summary>Copies rows of a matrix, each at length 1.</summary>
    public static float[] Copy(EmbeddingMatrix matrix, ReadOnlySpan<int> rows)
    {
        int stride = Stride(matrix.Dimension);
        var copy = new float[checked(PaddedRows(rows.Length) * stride)];
        for (int i = 0; i < rows.Length; i++)
        {
            Write(matrix[rows[i]], copy.AsSpan(i * stride, stride));
        }

        return copy;
    }

    /// <summary>Multiplies every left vector with every right one.</summary>
    /// <param name="left">Rows of <paramref name="stride"/> floats, padded to <see cref="PaddedRows"/>.</param>
    /// <param name="right">Likewise.</param>
    /// <param name="stride">The length of a padded vector.</param>
    /// <param name="products"><c>[left rows, right rows]</c>, padding included.</param>
    public static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, int stride, Span<float> products)
    {
        int columns = right.Length / stride;
        for (int row = 0; row * stride < left.Length; row += 2)
        {
            for (int column = 0; column < columns; column += RowMultiple)
            {
                MultiplyBlock(
                    left.Slice(row * stride, 2 * stride),
                    right.Slice(column * stride, RowMultiple * stride),
                    products.Slice((row * columns) + column, RowMultiple),
                    products.Slice(((row + 1) * columns) + column, RowMultiple));
            }
        }
    }

    /// <summary>Two rows by four: eight sums stay in registers, and every number that is loaded serves several of them.</summary>
    private static void MultiplyBlock(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> first, Span<float> second)
    {
        nuint stride = (nuint)(left.Length / 2);
        ref float l = ref MemoryMarshal.GetReference(left);
        ref float r = ref MemoryMarshal.GetReference(right);
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector<float> b0 = default, b1 = default, b2 = default, b3 = default;
        for (nuint i = 0; i < stride; i += (nuint)Vector<float>.Count)
        {
            Vector<float> a = Vector.LoadUnsafe(ref l, i);
            Vector<float> b = Vector.LoadUnsafe(ref l, stride + i);
            Vector<float> c = Vector.LoadUnsafe(ref r, i);
            a0 = Vector.FusedMultiplyAdd(a, c, a0);
            b0 = Vector.FusedMultiplyAdd(b, c, b0);
            c = Vector.LoadUnsafe(ref r, stride + i);
            a1 = Vector.FusedMultiplyAdd(a, c, a1);
            b1 = Vector.FusedMultiplyAdd(b, c, b1);
            c = Vector.LoadUnsafe(ref r, (2 * stride) + i);
            a2 = Vector.FusedMultiplyAdd(a, c, a2);
            b2 = Vector.FusedMultiplyAdd(b, c, b2);
            c = Vector.LoadUnsafe(ref r, (3 * stride) + i);
            a3 = Vector.FusedMultiplyAdd(a, c, a3);
            b3 = Vector.FusedMultiplyAdd(b, c, b3);
        }

        first[0] = Vector.Sum(a0);
        first[1] = Vector.Sum(a1);
        first[2] = Vector.Sum(a2);
        first[3] = Vector.Sum(a3);
        second[0] = Vector.Sum(b0);
        second[1] = Vector.Sum(b1);
        second[2] = Vector.Sum(b2);
        second[3] = Vector.Sum(b3);
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
