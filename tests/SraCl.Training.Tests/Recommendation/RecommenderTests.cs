using SraCl.Sequences;
using SraCl.Training.Evaluation;
using SraCl.Training.Models;
using SraCl.Training.Recommendation;
using SraCl.Training.Tests.Evaluation;

namespace SraCl.Training.Tests.Recommendation;

public sealed class RecommenderTests : IDisposable
{
    private const int ItemCount = 60;

    private readonly TableBackbone _backbone = new(TestData.Vectors(ItemCount, 8, seed: 1), maxLength: 5);
    private readonly Recommender _recommender;

    public RecommenderTests() => _recommender = new Recommender(_backbone, new IdMap(Enumerable.Range(1, ItemCount).Select(id => $"sku-{id}")));

    public void Dispose()
    {
        _recommender.Dispose();
        _backbone.Dispose();
    }

    [Theory]
    [InlineData(SeenItems.Mask, 10)]
    [InlineData(SeenItems.Keep, 10)]
    [InlineData(SeenItems.Mask, 1)]
    [InlineData(SeenItems.Keep, ItemCount)]
    public void Recommend_History_EqualsReference(SeenItems seen, int count)
    {
        int[] history = [7, 3, 3, 12, 55, 20, 1, 7];

        IReadOnlyList<RecommendedItem> best =
            _recommender.Recommend(Skus(history), count, new RecommendationOptions { SeenItems = seen });

        double[] scores = RankingReference.Scores(_backbone, history);
        int[] expected = Enumerable.Range(1, ItemCount)
            .Where(item => seen == SeenItems.Keep || !history.Contains(item))
            .OrderByDescending(item => scores[item])
            .Take(count)
            .ToArray();
        Assert.Equal(Skus(expected), best.Select(item => item.ItemId));
        Assert.All(expected.Zip(best), pair => Assert.Equal(scores[pair.First], pair.Second.Score, 1e-4));
    }

    [Fact]
    public void Recommend_ItemBiases_CountInScores()
    {
        using var backbone = new TableBackbone(TestData.Vectors(ItemCount, 8, seed: 1), maxLength: 5) { Biases = [.. Enumerable.Range(0, ItemCount).Select(item => item == 40 ? 1e3f : -item)] };
        using var recommender = new Recommender(backbone, new IdMap(Enumerable.Range(1, ItemCount).Select(id => $"sku-{id}")));

        RecommendedItem best = recommender.Recommend(Skus([7, 3]), 1)[0];

        Assert.Equal("sku-41", best.ItemId);
        Assert.Equal(RankingReference.Scores(backbone, [7, 3])[41], best.Score, 1e-3);
    }

    [Fact]
    public void Recommend_FewerLeftThanWanted_GivesTheRest()
    {
        string[] allButTwo = Skus([3, .. Enumerable.Range(3, ItemCount - 2)]); // A repeat does not leave fewer.

        Assert.Equal(["sku-1", "sku-2"], _recommender.Recommend(allButTwo, ItemCount).Select(item => item.ItemId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Recommend_EverythingSeen_GivesNothing() =>
        Assert.Empty(_recommender.Recommend(Skus(Enumerable.Range(1, ItemCount)), 3));

    [Fact]
    public void Recommend_UnknownItems_NamesThem()
    {
        SraClException error = Assert.Throws<SraClException>(() => _recommender.Recommend(["sku-1", "shoe", "sku-2", "hat"], 3));

        Assert.Contains("does not know 2 of 4 items of the history: 'shoe', 'hat'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Ignore", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recommend_UnknownItemsIgnored_RecommendsFromTheOthers() => Assert.Equal(
        _recommender.Recommend(["sku-1", "sku-2"], 5),
        _recommender.Recommend(["sku-1", "shoe", "sku-2"], 5, new RecommendationOptions { UnknownItems = UnknownItems.Ignore }));

    [Fact]
    public void Recommend_OnlyUnknownItems_IsRefusedEvenWhenIgnored()
    {
        SraClException error = Assert.Throws<SraClException>(
            () => _recommender.Recommend(["shoe"], 3, new RecommendationOptions { UnknownItems = UnknownItems.Ignore }));

        Assert.Contains("No item of the history is known", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recommend_MoreThanTheCatalogue_NamesNumbers()
    {
        SraClException error = Assert.Throws<SraClException>(() => _recommender.Recommend(["sku-1"], 61));

        Assert.Contains("61 recommendations are wanted, but the catalogue has 60 items", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recommend_MisusedArguments_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _recommender.Recommend(["sku-1"], 0));
        Assert.Throws<ArgumentException>(() => _recommender.Recommend([], 3));
        Assert.Throws<ArgumentException>(() => _recommender.Recommend(["sku-1", null!], 3));
        Assert.Throws<ArgumentNullException>(() => _recommender.Recommend(null!, 3));
    }

    [Fact]
    public void Recommend_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => _recommender.Recommend(["sku-1"], 3, cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public void Recommend_ScoresNotFinite_SaysSo()
    {
        _backbone.OnEncoded = sums => sums.mul(float.NaN);

        SraClException error = Assert.Throws<SraClException>(() => _recommender.Recommend(["sku-1"], 3));

        Assert.Contains("is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recommend_ManyThreads_AllGetTheAnswerOfOne()
    {
        string[][] histories = Enumerable.Range(1, 40).Select(item => Skus([item, (item * 7 % ItemCount) + 1])).ToArray();
        IReadOnlyList<RecommendedItem>[] expected = histories.Select(history => _recommender.Recommend(history, 10)).ToArray();

        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % histories.Length], _recommender.Recommend(histories[i % histories.Length], 10)));
    }

    [Fact]
    public void Recommend_LoadedModel_AnswersWithoutData()
    {
        using var directory = new TemporaryDirectory();
        var factory = new TableBackboneFactory(hiddenSize: 8);
        ModelDirectory.Save(directory.Path, factory, _backbone, new IdMap(Enumerable.Range(1, ItemCount).Select(id => $"sku-{id}")));

        using var loaded = new Recommender(ModelDirectory.Load(directory.Path, [factory]));

        Assert.Equal(_recommender.Recommend(["sku-9"], 7), loaded.Recommend(["sku-9"], 7));
    }

    private static string[] Skus(IEnumerable<int> items) => items.Select(item => $"sku-{item}").ToArray();
}
