using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SraCl.Semantic.Numerics;

/// <summary>Dot products of several vectors with several others, from panels: number i of all vectors of a panel, then number i + 1 of all.</summary>
/// <remarks>
/// Written here rather than taken from a library for one property: a product is summed in the order of the numbers and depends on its two vectors
/// alone, not on where they stand in a panel, on which side, or on the width of registers, so that equal vectors give exactly equal products, and two vectors
/// the same product in either order.
/// </remarks>
internal static class PanelProducts
{
    /// <summary>The number of vectors of a left panel.</summary>
    public const int LeftWidth = 6;

    /// <summary>Gets the number of vectors of a right panel: two registers. With six rows of sums these fill 16 registers and keep two multipliers busy.</summary>
    public static int RightWidth => 2 * (Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector<float>.Count);

    /// <summary>Multiplies every vector of one panel with every vector of another.</summary>
    /// <param name="left"><c>[length, LeftWidth]</c>.</param>
    /// <param name="right"><c>[length, RightWidth]</c>.</param>
    /// <param name="length">The length of the vectors.</param>
    /// <param name="products"><c>[LeftWidth, RightWidth]</c>.</param>
    public static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, int length, Span<float> products)
    {
        // The loops below go without bounds checks.
        ref float a = ref MemoryMarshal.GetReference(left[..(length * LeftWidth)]);
        ref float b = ref MemoryMarshal.GetReference(right[..(length * RightWidth)]);
        ref float c = ref MemoryMarshal.GetReference(products[..(LeftWidth * RightWidth)]);
        if (Vector512.IsHardwareAccelerated)
        {
            Multiply512(ref a, ref b, length, ref c);
        }
        else
        {
            MultiplyAnyWidth(ref a, ref b, length, ref c);
        }
    }

    private static void Multiply512(ref float a, ref float b, int length, ref float c)
    {
        Vector512<float> c00 = default, c10 = default, c20 = default, c30 = default, c40 = default, c50 = default;
        Vector512<float> c01 = default, c11 = default, c21 = default, c31 = default, c41 = default, c51 = default;
        for (int i = 0; i < length; i++)
        {
            Vector512<float> b0 = Vector512.LoadUnsafe(ref b);
            Vector512<float> b1 = Vector512.LoadUnsafe(ref b, (nuint)Vector512<float>.Count);
            Vector512<float> row = Vector512.Create(a);
            c00 = Vector512.MultiplyAddEstimate(row, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(row, b1, c01);
            row = Vector512.Create(Unsafe.Add(ref a, 1));
            c10 = Vector512.MultiplyAddEstimate(row, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(row, b1, c11);
            row = Vector512.Create(Unsafe.Add(ref a, 2));
            c20 = Vector512.MultiplyAddEstimate(row, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(row, b1, c21);
            row = Vector512.Create(Unsafe.Add(ref a, 3));
            c30 = Vector512.MultiplyAddEstimate(row, b0, c30);
            c31 = Vector512.MultiplyAddEstimate(row, b1, c31);
            row = Vector512.Create(Unsafe.Add(ref a, 4));
            c40 = Vector512.MultiplyAddEstimate(row, b0, c40);
            c41 = Vector512.MultiplyAddEstimate(row, b1, c41);
            row = Vector512.Create(Unsafe.Add(ref a, 5));
            c50 = Vector512.MultiplyAddEstimate(row, b0, c50);
            c51 = Vector512.MultiplyAddEstimate(row, b1, c51);
            a = ref Unsafe.Add(ref a, LeftWidth);
            b = ref Unsafe.Add(ref b, 2 * Vector512<float>.Count);
        }

        Store(ref c, 0, c00, c01);
        Store(ref c, 1, c10, c11);
        Store(ref c, 2, c20, c21);
        Store(ref c, 3, c30, c31);
        Store(ref c, 4, c40, c41);
        Store(ref c, 5, c50, c51);
    }

    private static void MultiplyAnyWidth(ref float a, ref float b, int length, ref float c)
    {
        Vector<float> c00 = default, c10 = default, c20 = default, c30 = default, c40 = default, c50 = default;
        Vector<float> c01 = default, c11 = default, c21 = default, c31 = default, c41 = default, c51 = default;
        for (int i = 0; i < length; i++)
        {
            Vector<float> b0 = Vector.LoadUnsafe(ref b);
            Vector<float> b1 = Vector.LoadUnsafe(ref b, (nuint)Vector<float>.Count);
            var row = new Vector<float>(a);
            c00 = Vector.MultiplyAddEstimate(row, b0, c00);
            c01 = Vector.MultiplyAddEstimate(row, b1, c01);
            row = new Vector<float>(Unsafe.Add(ref a, 1));
            c10 = Vector.MultiplyAddEstimate(row, b0, c10);
            c11 = Vector.MultiplyAddEstimate(row, b1, c11);
            row = new Vector<float>(Unsafe.Add(ref a, 2));
            c20 = Vector.MultiplyAddEstimate(row, b0, c20);
            c21 = Vector.MultiplyAddEstimate(row, b1, c21);
            row = new Vector<float>(Unsafe.Add(ref a, 3));
            c30 = Vector.MultiplyAddEstimate(row, b0, c30);
            c31 = Vector.MultiplyAddEstimate(row, b1, c31);
            row = new Vector<float>(Unsafe.Add(ref a, 4));
            c40 = Vector.MultiplyAddEstimate(row, b0, c40);
            c41 = Vector.MultiplyAddEstimate(row, b1, c41);
            row = new Vector<float>(Unsafe.Add(ref a, 5));
            c50 = Vector.MultiplyAddEstimate(row, b0, c50);
            c51 = Vector.MultiplyAddEstimate(row, b1, c51);
            a = ref Unsafe.Add(ref a, LeftWidth);
            b = ref Unsafe.Add(ref b, 2 * Vector<float>.Count);
        }

        Store(ref c, 0, c00, c01);
        Store(ref c, 1, c10, c11);
        Store(ref c, 2, c20, c21);
        Store(ref c, 3, c30, c31);
        Store(ref c, 4, c40, c41);
        Store(ref c, 5, c50, c51);
    }

    private static void Store(ref float products, int row, Vector512<float> first, Vector512<float> second)
    {
        first.StoreUnsafe(ref products, (nuint)(row * 2 * Vector512<float>.Count));
        second.StoreUnsafe(ref products, (nuint)(((row * 2) + 1) * Vector512<float>.Count));
    }

    private static void Store(ref float products, int row, Vector<float> first, Vector<float> second)
    {
        first.StoreUnsafe(ref products, (nuint)(row * 2 * Vector<float>.Count));
        second.StoreUnsafe(ref products, (nuint)(((row * 2) + 1) * Vector<float>.Count));
    }
}
