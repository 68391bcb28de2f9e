using SraCl.Randomness;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Tests.Numerics;

public sealed class PanelBoundsTests
{
    [Fact]
    public void Find_ProductsAroundBounds_EqualsComparingEach()
    {
        CounterRandom random = CounterRandom.Create(21);
        float[] numbers = [float.NegativeInfinity, -1, -0.0f, 0, 0.5f, 1, float.PositiveInfinity, float.NaN];
        for (int round = 0; round < 200; round++)
        {
            // Mostly none is found, as in a search.
            float[] products = Draw(PanelProducts.LeftWidth * PanelProducts.RightWidth, round % 2 == 0 ? 2 : numbers.Length);
            float[] left = Draw(PanelProducts.LeftWidth, numbers.Length);
            float[] right = Draw(PanelProducts.RightWidth, numbers.Length);
            var found = new uint[PanelProducts.LeftWidth];
            bool any = PanelBounds.Find(products, left, right, found);

            bool expectedAny = false;
            for (int i = 0; i < products.Length; i++)
            {
                int a = i / PanelProducts.RightWidth;
                int b = i % PanelProducts.RightWidth;
                bool expected = products[i] >= left[a] || products[i] >= right[b];
                expectedAny |= expected;
                Assert.Equal(expected, ((found[a] >> b) & 1) == 1);
            }

            Assert.Equal(expectedAny, any);
        }

        float[] Draw(int count, int choices) => Enumerable.Range(0, count).Select(_ => numbers[random.NextInt32(choices)]).ToArray();
    }

    [Fact]
    public void Find_OneProductAnywhere_IsFound()
    {
        var products = new float[PanelProducts.LeftWidth * PanelProducts.RightWidth];
        float[] left = Enumerable.Repeat(0.5f, PanelProducts.LeftWidth).ToArray();
        float[] right = Enumerable.Repeat(0.25f, PanelProducts.RightWidth).ToArray();
        var found = new uint[PanelProducts.LeftWidth];
        Assert.False(PanelBounds.Find(products, left, right, found));
        for (int i = 0; i < products.Length; i++)
        {
            foreach (float[] bounds in new[] { left, right })
            {
                products[i] = bounds[0];
                Assert.True(PanelBounds.Find(products, bounds == left ? left : Infinite(left), bounds == right ? right : Infinite(right), found));
                Assert.Equal(1u << (i % PanelProducts.RightWidth), found[i / PanelProducts.RightWidth]);
                Assert.Single(found, bits => bits != 0);
            }

            products[i] = 0;
        }

        static float[] Infinite(float[] bounds) => Enumerable.Repeat(float.PositiveInfinity, bounds.Length).ToArray();
    }
}
