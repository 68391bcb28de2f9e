using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Tests.Numerics;

public sealed class PanelProductsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Multiply_Panels_EqualsDotProducts(int length)
    {
        float[] left = Numbers.Uniform(length * PanelProducts.LeftWidth, 1);
        float[] right = Numbers.Uniform(length * PanelProducts.RightWidth, 2);
        var products = new float[PanelProducts.LeftWidth * PanelProducts.RightWidth];
        PanelProducts.Multiply(left, right, length, products);

        for (int i = 0; i < PanelProducts.LeftWidth; i++)
        {
            for (int j = 0; j < PanelProducts.RightWidth; j++)
            {
                double expected = Enumerable.Range(0, length).Sum(n => (double)left[(n * PanelProducts.LeftWidth) + i] * right[(n * PanelProducts.RightWidth) + j]);
                Assert.Equal(expected, products[(i * PanelProducts.RightWidth) + j], 1e-5);
            }
        }
    }

    [Fact]
    public void Multiply_EqualVectorsAtAllPlaces_GivesEqualProducts()
    {
        const int Length = 37;
        float[] a = Numbers.Uniform(Length, 3);
        float[] b = Numbers.Uniform(Length, 4);
        float[] left = a.SelectMany(value => Enumerable.Repeat(value, PanelProducts.LeftWidth)).ToArray();
        float[] right = b.SelectMany(value => Enumerable.Repeat(value, PanelProducts.RightWidth)).ToArray();
        var products = new float[PanelProducts.LeftWidth * PanelProducts.RightWidth];
        PanelProducts.Multiply(left, right, Length, products);

        Assert.Single(products.Distinct());
    }

    [Fact]
    public void Multiply_SidesExchanged_GivesTheSameBits()
    {
        const int Length = 301;
        float[] left = Numbers.Uniform(Length * PanelProducts.LeftWidth, 5);
        float[] right = Numbers.Uniform(Length * PanelProducts.RightWidth, 6);
        var products = new float[PanelProducts.LeftWidth * PanelProducts.RightWidth];
        var exchanged = new float[products.Length];
        PanelProducts.Multiply(left, right, Length, products);
        for (int first = 0; first < PanelProducts.RightWidth; first += PanelProducts.LeftWidth)
        {
            int count = Math.Min(PanelProducts.LeftWidth, PanelProducts.RightWidth - first);
            PanelProducts.Multiply(
                Repack(right, PanelProducts.RightWidth, first, count, PanelProducts.LeftWidth),
                Repack(left, PanelProducts.LeftWidth, 0, PanelProducts.LeftWidth, PanelProducts.RightWidth),
                Length,
                exchanged);
            for (int i = 0; i < PanelProducts.LeftWidth * count; i++)
            {
                int a = i / count;
                int b = i % count;
                Assert.Equal(
                    BitConverter.SingleToInt32Bits(products[(a * PanelProducts.RightWidth) + first + b]),
                    BitConverter.SingleToInt32Bits(exchanged[(b * PanelProducts.RightWidth) + a]));
            }
        }
    }

    /// <summary>Puts some vectors of a panel into a panel of another width.</summary>
    private static float[] Repack(float[] panel, int width, int first, int count, int newWidth)
    {
        var repacked = new float[panel.Length / width * newWidth];
        for (int i = 0; i < panel.Length / width; i++)
        {
            panel.AsSpan((i * width) + first, count).CopyTo(repacked.AsSpan(i * newWidth));
        }

        return repacked;
    }
}
