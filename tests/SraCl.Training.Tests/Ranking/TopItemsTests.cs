using SraCl.Sequences;
using SraCl.Training.Ranking;
using SraCl.Training.Recommendation;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Ranking;

public sealed class TopItemsTests
{
    private const int ItemCount = 203;
    private const int RowCount = 9;
    private const int Width = 4;

    private static readonly IdMap Items = new(Enumerable.Range(1, ItemCount).Select(item => $"sku-{item}"));

    public static TheoryData<int, int, bool> Ways()
    {
        var ways = new TheoryData<int, int, bool>();
        foreach (int chunk in (int[])[1, 7, 64, 100, ItemCount, 5000])
        {
            foreach (int count in (int[])[1, 2, 10, 64, ItemCount])
            {
                ways.Add(chunk, count, false);
                ways.Add(chunk, count, true);
            }
        }

        return ways;
    }

    /// <summary>Small integers: nearly every score occurs many times, at every boundary.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void Find_ManyTies_EqualsFullSortWithTiesByItem(int chunk, int count, bool onDevice)
    {
        float[,] items = TestData.IntegerVectors(ItemCount, Width, seed: 1);
        float[,] rows = TestData.IntegerVectors(RowCount, Width, seed: 2);
        TopQuery[] queries = [.. Enumerable.Range(0, RowCount).Select(row => new TopQuery(Math.Max(1, count - row)))];

        Assert.Equal(Reference(items, rows, queries), Find(items, rows, queries, chunk, onDevice));
    }

    [Theory]
    [InlineData(7, 10, false)]
    [InlineData(7, 10, true)]
    [InlineData(64, ItemCount, false)]
    [InlineData(64, ItemCount, true)]
    [InlineData(5000, 3, false)]
    [InlineData(5000, 3, true)]
    public void Find_FiltersAndExclusions_EqualFullSortOfTheRest(int chunk, int count, bool onDevice)
    {
        float[,] items = TestData.IntegerVectors(ItemCount, Width, seed: 3);
        float[,] rows = TestData.IntegerVectors(RowCount, Width, seed: 4);
        ItemFilter?[] filters =
        [
            null,
            ItemFilter.Allow(Items, Items.ExternalIds.Where((_, index) => index % 3 == 0)),
            ItemFilter.Allow(Items, ["sku-64", "sku-65", "sku-128", "sku-203"]),
            ItemFilter.Exclude(Items, Items.ExternalIds.Take(100)),
            ItemFilter.Allow(Items, []),
        ];
        TopQuery[] queries = [.. Enumerable.Range(0, RowCount).Select(row => new TopQuery(count, filters[row % filters.Length], [.. Enumerable.Range(1, row * 20).Select(item => item + row)]))];

        Assert.Equal(Reference(items, rows, queries), Find(items, rows, queries, chunk, onDevice));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Find_Scales_MultiplyScores(bool onDevice)
    {
        float[,] items = TestData.IntegerVectors(ItemCount, Width, seed: 5);
        float[,] rows = TestData.IntegerVectors(RowCount, Width, seed: 6);
        float[] scales = [.. Enumerable.Range(0, ItemCount).Select(item => (item % 4) - 1f)];
        var scaled = (float[,])items.Clone();
        for (int item = 0; item < ItemCount; item++)
        {
            for (int i = 0; i < Width; i++)
            {
                scaled[item, i] *= scales[item];
            }
        }

        TopQuery[] queries = [.. Enumerable.Repeat(new TopQuery(20), RowCount)];

        Assert.Equal(Reference(scaled, rows, queries), Find(items, rows, queries, chunk: 50, onDevice, scales));
    }

    [Theory]
    [InlineData(float.NaN, 150, false)]
    [InlineData(float.NaN, 150, true)]
    [InlineData(float.PositiveInfinity, 2, false)]
    [InlineData(float.PositiveInfinity, 2, true)]
    public void Find_ScoreNotFinite_NamesItsItem(float value, int damaged, bool onDevice)
    {
        float[,] items = TestData.Vectors(ItemCount, Width, seed: 7);
        items[damaged - 1, 0] = value;
        var rows = new float[,] { { 1, 0, 0, 0 } };

        SraClException error = Assert.Throws<SraClException>(() => Find(items, rows, [new TopQuery(5)], chunk: 40, onDevice));

        Assert.Contains($"item '{damaged}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Find_DamagedItemsThatAreExcluded_DoNotMatter(bool onDevice)
    {
        float[,] items = TestData.Vectors(ItemCount, Width, seed: 7);
        items[149, 0] = float.NaN;

        Assert.Equal(5, Find(items, new float[,] { { 1, 0, 0, 0 } }, [new TopQuery(5, Excluded: [150])], chunk: 40, onDevice)[0].Length);
    }

    [Fact]
    public void Find_CancelledBetweenChunks_Throws()
    {
        using DisposeScope scope = NewDisposeScope();
        using var cancellation = new CancellationTokenSource();
        Tensor items = tensor(TestData.Vectors(ItemCount, Width, seed: 1));
        items[0, 0] = float.NaN; // Looking up its name is where the first chunk lets the test in.
        var top = new TopItems(items) { Name = item => { cancellation.Cancel(); return $"{item}"; } };
        Tensor rows = tensor(TestData.Vectors(1, Width, seed: 2));

        Assert.Throws<SraClException>(() => top.Find(rows, [new TopQuery(3)], 10, cancellation.Token));
        Assert.Throws<OperationCanceledException>(() => top.Find(rows, [new TopQuery(3)], 10, cancellation.Token));
    }

    private static ScoredItem[][] Find(float[,] items, float[,] rows, TopQuery[] queries, int chunk, bool onDevice, float[]? scales = null)
    {
        using DisposeScope scope = NewDisposeScope();
        var top = new TopItems(tensor(items)) { ChooseOnDevice = onDevice, Scales = scales is null ? null : tensor(scales) };
        return top.Find(tensor(rows), queries, chunk);
    }

    private static ScoredItem[][] Reference(float[,] items, float[,] rows, TopQuery[] queries) => [.. queries.Select((query, row) => Enumerable.Range(1, items.GetLength(0))
        .Where(item => query.Excluded?.Contains(item) != true && query.Filter?.Allows(Items.ExternalId(item)) != false)
        .Select(item => new ScoredItem(item, Enumerable.Range(0, items.GetLength(1)).Sum(i => items[item - 1, i] * rows[row, i])))
        .OrderByDescending(item => item.Score)
        .ThenBy(item => item.Item)
        .Take(query.Count)
        .ToArray())];
}
