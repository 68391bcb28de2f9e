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
    public void AnyGreater_OneNumberAnywhere_IsFound()
    {
        for (int length = 0; length < 70; length++)
        {
            var values = new float[length];
            Assert.False(PanelProducts.AnyGreater(values, 0));
            for (int i = 0; i < length; i++)
            {
                values[i] = 0.5f;
                Assert.True(PanelProducts.AnyGreater(values, 0.4f));
                Assert.False(PanelProducts.AnyGreater(values, 0.5f));
                values[i] = 0;
            }
        }
    }
}
