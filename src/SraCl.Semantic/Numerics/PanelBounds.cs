using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SraCl.Semantic.Numerics;

/// <summary>Finds the few products of <see cref="PanelProducts"/> that reach a bound.</summary>
internal static class PanelBounds
{
    /// <summary>Finds the products that are as great as the bound of their left vector or of their right one; a product that is not a number never is.</summary>
    /// <param name="products"><c>[LeftWidth, RightWidth]</c>.</param>
    /// <param name="left">A bound for each left vector.</param>
    /// <param name="right">A bound for each right vector.</param>
    /// <param name="found">Takes for each left vector one bit a right vector.</param>
    /// <returns>Whether there are any, which a few instructions find out.</returns>
    public static bool Find(ReadOnlySpan<float> products, ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<uint> found)
    {
        // The loops below go without bounds checks.
        int width = PanelProducts.RightWidth;
        ref float c = ref MemoryMarshal.GetReference(products[..(PanelProducts.LeftWidth * width)]);
        ref float a = ref MemoryMarshal.GetReference(left[..PanelProducts.LeftWidth]);
        ref float b = ref MemoryMarshal.GetReference(right[..width]);
        ref uint bits = ref MemoryMarshal.GetReference(found[..PanelProducts.LeftWidth]);
        return Vector512.IsHardwareAccelerated ? Find512(ref c, ref a, ref b, ref bits) : FindAnyWidth(ref c, ref a, ref b, width, ref bits);
    }

    private static bool Find512(ref float products, ref float left, ref float right, ref uint found)
    {
        Vector512<float> right0 = Vector512.LoadUnsafe(ref right);
        Vector512<float> right1 = Vector512.LoadUnsafe(ref right, (nuint)Vector512<float>.Count);
        uint any = 0;
        for (int i = 0; i < PanelProducts.LeftWidth; i++)
        {
            var bound = Vector512.Create(Unsafe.Add(ref left, i));
            Vector512<float> product0 = Vector512.LoadUnsafe(ref products);
            Vector512<float> product1 = Vector512.LoadUnsafe(ref products, (nuint)Vector512<float>.Count);
            ulong bits0 = (Vector512.GreaterThanOrEqual(product0, bound) | Vector512.GreaterThanOrEqual(product0, right0)).ExtractMostSignificantBits();
            ulong bits1 = (Vector512.GreaterThanOrEqual(product1, bound) | Vector512.GreaterThanOrEqual(product1, right1)).ExtractMostSignificantBits();
            uint bits = (uint)(bits0 | (bits1 << Vector512<float>.Count));
            Unsafe.Add(ref found, i) = bits;
            any |= bits;
            products = ref Unsafe.Add(ref products, 2 * Vector512<float>.Count);
        }

        return any != 0;
    }

    /// <summary>As above where a right panel has fewer vectors; their number is a multiple of 8 on every processor.</summary>
    private static bool FindAnyWidth(ref float products, ref float left, ref float right, int width, ref uint found)
    {
        uint any = 0;
        for (int i = 0; i < PanelProducts.LeftWidth; i++)
        {
            var bound = Vector256.Create(Unsafe.Add(ref left, i));
            uint bits = 0;
            for (int j = 0; j < width; j += Vector256<float>.Count)
            {
                Vector256<float> product = Vector256.LoadUnsafe(ref products, (nuint)((i * width) + j));
                Vector256<float> reaching = Vector256.GreaterThanOrEqual(product, bound) | Vector256.GreaterThanOrEqual(product, Vector256.LoadUnsafe(ref right, (nuint)j));
                bits |= reaching.ExtractMostSignificantBits() << j;
            }

            Unsafe.Add(ref found, i) = bits;
            any |= bits;
        }

        return any != 0;
    }
}
