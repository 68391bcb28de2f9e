using SraCl.Randomness;
using SraCl.Training.Analysis;

namespace SraCl.Training.Tests.Analysis;

public sealed class ItemMapTests
{
    private const int Dimension = 8;

    [Fact]
    public void Create_ThreeKindsOfItems_PutsEachKindTogether()
    {
        const int PerKind = 20;
        using var backbone = new TableBackbone(Kinds(3, PerKind, spread: 0.15));

        IReadOnlyList<ItemMapPoint> map = ItemMap.Create(backbone, [.. Enumerable.Range(1, 3 * PerKind)], new ItemMapOptions { Perplexity = 10 });

        // Every item's five nearest on the map are of its kind.
        Assert.All(map, point => Assert.All(
            map.Where(other => other.Item != point.Item).OrderBy(other => Distance(point, other)).Take(5),
            neighbor => Assert.Equal((point.Item - 1) / PerKind, (neighbor.Item - 1) / PerKind)));
    }

    [Fact]
    public void Create_Twice_GivesTheSameMap()
    {
        using var backbone = new TableBackbone(Kinds(2, 10, spread: 0.3));

        Assert.Equal(
            ItemMap.Create(backbone, [.. Enumerable.Range(1, 20)], new ItemMapOptions { Iterations = 50 }),
            ItemMap.Create(backbone, [.. Enumerable.Range(1, 20)], new ItemMapOptions { Iterations = 50 }));
    }

    [Fact]
    public void Create_VectorsOfOtherLengths_GivesTheSameMap()
    {
        float[,] vectors = Kinds(2, 10, spread: 0.3);
        var longer = (float[,])vectors.Clone();
        for (int item = 0; item < vectors.GetLength(0); item++)
        {
            for (int d = 0; d < Dimension; d++)
            {
                longer[item, d] *= 1 << (item % 5); // Powers of two round nothing.
            }
        }

        using var one = new TableBackbone(vectors);
        using var other = new TableBackbone(longer);
        int[] items = [.. Enumerable.Range(1, 20)];

        Assert.Equal(ItemMap.Create(one, items, new ItemMapOptions { Iterations = 20 }), ItemMap.Create(other, items, new ItemMapOptions { Iterations = 20 }));
    }

    [Fact]
    public void Create_EqualItems_StaysFinite()
    {
        var vectors = new float[12, Dimension];
        for (int item = 0; item < 12; item++)
        {
            vectors[item, 0] = 1;
        }

        using var backbone = new TableBackbone(vectors);

        Assert.All(ItemMap.Create(backbone, [.. Enumerable.Range(1, 12)]), point => Assert.True(double.IsFinite(point.X) && double.IsFinite(point.Y)));
    }

    [Fact]
    public void Create_SomeItems_NamesThemInTheirOrder()
    {
        using var backbone = new TableBackbone(Kinds(2, 10, spread: 0.3));

        Assert.Equal([7, 2, 19, 11], ItemMap.Create(backbone, [7, 2, 19, 11], new ItemMapOptions { Iterations = 1 }).Select(point => point.Item));
    }

    [Fact]
    public void Create_ZeroVector_NamesTheItem()
    {
        float[,] vectors = Kinds(2, 10, spread: 0.3);
        for (int d = 0; d < Dimension; d++)
        {
            vectors[4, d] = 0;
        }

        using var backbone = new TableBackbone(vectors);

        SraClException error = Assert.Throws<SraClException>(() => ItemMap.Create(backbone, [1, 2, 3, 4, 5]));

        Assert.Contains("item 5", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(1, 2, 3, 21)]
    [InlineData(0, 1, 2, 3)]
    public void Create_BadItems_Refuses(params int[] items)
    {
        using var backbone = new TableBackbone(Kinds(2, 10, spread: 0.3));

        Assert.Throws<ArgumentException>(() => ItemMap.Create(backbone, items));
    }

    [Fact]
    public void Create_Canceled_Stops()
    {
        using var backbone = new TableBackbone(Kinds(2, 10, spread: 0.3));

        Assert.ThrowsAny<OperationCanceledException>(() => ItemMap.Create(backbone, [1, 2, 3, 4], cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Validate_BadValues_NamesThem()
    {
        SraClException error = Assert.Throws<SraClException>(new ItemMapOptions { Perplexity = 1, Iterations = 0 }.Validate);

        Assert.Contains("Perplexity", error.Message, StringComparison.Ordinal);
        Assert.Contains("Iterations", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Vectors around a direction for each kind.</summary>
    private static float[,] Kinds(int kinds, int perKind, double spread)
    {
        CounterRandom random = CounterRandom.Create(5);
        var vectors = new float[kinds * perKind, Dimension];
        for (int item = 0; item < kinds * perKind; item++)
        {
            for (int d = 0; d < Dimension; d++)
            {
                vectors[item, d] = (float)((d == item / perKind ? 1 : 0) + (spread * ((2 * random.NextDouble()) - 1)));
            }
        }

        return vectors;
    }

    private static double Distance(ItemMapPoint one, ItemMapPoint other) => Math.Pow(one.X - other.X, 2) + Math.Pow(one.Y - other.Y, 2);
}
