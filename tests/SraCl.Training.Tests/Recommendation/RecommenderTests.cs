using System.Diagnostics.Metrics;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Training.Evaluation;
using SraCl.Training.Models;
using SraCl.Training.Recommendation;
using SraCl.Training.Tests.Evaluation;
using TorchSharp;
using TorchSharp.Modules;

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
        UnknownItemException error = Assert.Throws<UnknownItemException>(() => _recommender.Recommend(["sku-1", "shoe", "sku-2", "hat"], 3));

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
        UnknownItemException error = Assert.Throws<UnknownItemException>(
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

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(150)] // More than are encoded together.
    public void RecommendBatch_ManyRequests_EqualsOneCallEach(int count)
    {
        // Vectors of small integers: sums are exact in any order, and ties are everywhere.
        using var backbone = new TableBackbone(TestData.IntegerVectors(ItemCount, 4, seed: 2), maxLength: 5);
        using var recommender = new Recommender(backbone, new IdMap(Enumerable.Range(1, ItemCount).Select(id => $"sku-{id}")));
        ItemFilter odd = ItemFilter.Allow(recommender.Items, Skus(Enumerable.Range(1, ItemCount).Where(item => item % 2 == 1)));
        RecommendationRequest[] requests = [.. Enumerable.Range(0, count).Select(i => new RecommendationRequest(
            Skus(Enumerable.Range(0, 1 + (i % 9)).Select(place => 1 + ((i * 31) + (place * 17)) % ItemCount)),
            1 + (i % ItemCount),
            (i % 4) switch
            {
                0 => null,
                1 => new RecommendationOptions { SeenItems = SeenItems.Keep },
                2 => new RecommendationOptions { Filter = odd },
                _ => new RecommendationOptions { ExcludedItems = Skus(Enumerable.Range(1, 40)) },
            }))];

        IReadOnlyList<IReadOnlyList<RecommendedItem>> together = recommender.RecommendBatch(requests);

        Assert.Equal(count, together.Count);
        Assert.All(requests.Zip(together), pair => Assert.Equal(recommender.Recommend(pair.First.History, pair.First.Count, pair.First.Options), pair.Second));
    }

    [Fact]
    public void RecommendBatch_NoRequests_GivesNoAnswers() => Assert.Empty(_recommender.RecommendBatch([]));

    [Fact]
    public void RecommendBatch_OneBadRequest_IsNamed()
    {
        var good = new RecommendationRequest(["sku-1"], 3);

        UnknownItemException unknown = Assert.Throws<UnknownItemException>(() => _recommender.RecommendBatch([good, new RecommendationRequest(["shoe", "sku-1", "shoe"], 3)]));
        SraClException tooMany = Assert.Throws<SraClException>(() => _recommender.RecommendBatch([new RecommendationRequest(["sku-1"], 61), good]));
        ArgumentException empty = Assert.Throws<ArgumentException>(() => _recommender.RecommendBatch([good, good, new RecommendationRequest([], 3)]));

        Assert.StartsWith("Request 2 of 2: The model does not know 2 of 3 items", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(["shoe"], unknown.ItemIds);
        Assert.StartsWith("Request 1 of 2: 61 recommendations", tooMany.Message, StringComparison.Ordinal);
        Assert.StartsWith("Request 3 of 3: The history is empty", empty.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RecommendBatch_CancelledBetweenBlocks_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        int blocks = 0;
        _backbone.OnEncoded = sums =>
        {
            blocks++;
            cancellation.Cancel();
            return sums;
        };

        Assert.Throws<OperationCanceledException>(() => _recommender.RecommendBatch([.. Enumerable.Repeat(new RecommendationRequest(["sku-1"], 3), 500)], cancellation.Token));
        Assert.Equal(1, blocks);
    }

    [Fact]
    public void Recommend_FilterAndExclusions_LeaveTheOthersInOrder()
    {
        int[] allowed = [.. Enumerable.Range(1, ItemCount).Where(item => item % 3 != 0)];
        var options = new RecommendationOptions
        {
            Filter = ItemFilter.Allow(_recommender.Items, Skus(allowed)),
            ExcludedItems = ["sku-1", "sku-2", "sku-2", "not-an-item"],
        };

        IReadOnlyList<RecommendedItem> best = _recommender.Recommend(["sku-4", "sku-9"], ItemCount, options);

        double[] scores = RankingReference.Scores(_backbone, [4, 9]);
        Assert.Equal(Skus(allowed.Except([1, 2, 4]).OrderByDescending(item => scores[item])), best.Select(item => item.ItemId));
    }

    [Fact]
    public void Recommend_EqualScores_ComeInTheOrderOfItems()
    {
        using var backbone = new TableBackbone(new float[ItemCount, 3]);
        using var recommender = new Recommender(backbone, _recommender.Items);

        Assert.Equal(Skus([1, 2, 4, 5]), recommender.Recommend(["sku-3"], 4).Select(item => item.ItemId));
    }

    [Fact]
    public void Recommend_FilterOfAnotherModel_IsRefused()
    {
        var options = new RecommendationOptions { Filter = ItemFilter.Allow(new IdMap(_recommender.Items.ExternalIds), ["sku-1"]) };

        Assert.Contains("another model", Assert.Throws<ArgumentException>(() => _recommender.Recommend(["sku-1"], 3, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Similar_Item_EqualsCosinesOfAFullSort()
    {
        IReadOnlyList<RecommendedItem> nearest = _recommender.Similar("sku-17", 12);

        (int Item, double Cosine)[] expected = [.. Enumerable.Range(1, ItemCount).Where(item => item != 17)
            .Select(item => (item, Cosine(_backbone.Vectors, 17, item))).OrderByDescending(pair => pair.Item2).Take(12)];
        Assert.Equal(Skus(expected.Select(pair => pair.Item)), nearest.Select(item => item.ItemId));
        Assert.All(expected.Zip(nearest), pair => Assert.Equal(pair.First.Cosine, pair.Second.Score, 1e-5));
    }

    [Fact]
    public void Similar_FilterAndExclusions_AreKept()
    {
        ItemFilter odd = ItemFilter.Allow(_recommender.Items, Skus(Enumerable.Range(1, ItemCount).Where(item => item % 2 == 1)));

        IReadOnlyList<RecommendedItem> nearest = _recommender.Similar("sku-17", ItemCount, new SimilarItemsOptions { Filter = odd, ExcludedItems = ["sku-3"] });

        Assert.Equal(28, nearest.Count);
        Assert.DoesNotContain(nearest, item => item.ItemId is "sku-17" or "sku-3" or "sku-2");
    }

    [Fact]
    public void Similar_VectorsOfZeros_HaveTheCosineZero()
    {
        float[,] vectors = TestData.Vectors(5, 3, seed: 1);
        for (int i = 0; i < 3; i++)
        {
            vectors[2, i] = 0;
        }

        using var backbone = new TableBackbone(vectors);
        using var recommender = new Recommender(backbone, new IdMap(["a", "b", "c", "d", "e"]));

        Assert.All(recommender.Similar("c", 5), item => Assert.Equal(0, item.Score));
        Assert.Contains(new RecommendedItem("c", 0), recommender.Similar("a", 5));
    }

    [Fact]
    public void Similar_MisusedArguments_Throw()
    {
        Assert.Contains("'shoe'", Assert.Throws<UnknownItemException>(() => _recommender.Similar("shoe", 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _recommender.Similar("sku-1", 0));
        Assert.Throws<SraClException>(() => _recommender.Similar("sku-1", 61));
        Assert.Throws<ArgumentException>(() => _recommender.Similar(string.Empty, 3));
        Assert.Throws<OperationCanceledException>(() => _recommender.Similar("sku-1", 3, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Dispose_CallUnderWay_WaitsForItAndRefusesLaterOnes()
    {
        using var encoding = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        _backbone.OnEncoded = sums =>
        {
            encoding.Set();
            goOn.Wait();
            return sums;
        };
        Task<IReadOnlyList<RecommendedItem>> call = Task.Run(() => _recommender.Recommend(["sku-1"], 3));
        encoding.Wait();

        var disposal = Task.Run(_recommender.Dispose);
        SpinWait.SpinUntil(IsRefusing);

        Assert.False(disposal.IsCompleted);
        goOn.Set();
        Assert.Equal(3, (await call).Count);
        await disposal;

        bool IsRefusing() => Record.Exception(() => _recommender.Similar("sku-1", 1)) is ObjectDisposedException;
    }

    [Fact]
    public void Calls_Listened_AreCountedByOutcome()
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (string.Equals(instrument.Meter.Name, Recommender.MeterName, StringComparison.Ordinal)) { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name + Text(tags), value));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument.Name + Text(tags), 1));
        listener.Start();

        _recommender.Recommend(["sku-1", "hat"], 3, new RecommendationOptions { UnknownItems = UnknownItems.Ignore });
        _recommender.RecommendBatch([new RecommendationRequest(["sku-1"], 3), new RecommendationRequest(["sku-2"], 3)]);
        Assert.Throws<UnknownItemException>(() => _recommender.Recommend(["shoe", "hat"], 3));
        Assert.Throws<ArgumentException>(() => _recommender.Recommend([], 3));
        Assert.Throws<OperationCanceledException>(() => _recommender.Similar("sku-1", 3, cancellationToken: new CancellationToken(canceled: true)));

        Assert.Equal(1, counts["sracl.recommendation.requests recommend ok"]);
        Assert.Equal(2, counts["sracl.recommendation.requests recommend_batch ok"]);
        Assert.Equal(1, counts["sracl.recommendation.duration recommend_batch ok"]);
        Assert.Equal(1, counts["sracl.recommendation.requests recommend unknown_item"]);
        Assert.Equal(1, counts["sracl.recommendation.requests recommend invalid"]);
        Assert.Equal(1, counts["sracl.recommendation.requests similar cancelled"]);
        Assert.Equal(3, counts["sracl.recommendation.unknown_items"]);

        static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Concat(tags.ToArray().Select(tag => $" {tag.Value}"));
        void Add(string name, long value) => counts[name] = counts.GetValueOrDefault(name) + value;
    }

    [Fact]
    public void Dispose_BackboneThatGivesItsOwnParameter_LeavesIt()
    {
        using Embedding embedding = torch.nn.Embedding(6, 4);
        var backbone = new ModuleBackbone(embedding, () => embedding.weight!, new ModuleBackboneOptions { MaxLength = 5 });
        var items = new IdMap(Enumerable.Range(1, 6).Select(id => $"sku-{id}"));
        IReadOnlyList<RecommendedItem> first = Ask();

        Assert.Equal(first, Ask());

        IReadOnlyList<RecommendedItem> Ask()
        {
            using var recommender = new Recommender(backbone, items);
            return [.. recommender.Recommend(["sku-2"], 3), .. recommender.Similar("sku-3", 2)];
        }
    }

    private static double Cosine(float[,] vectors, int a, int b)
    {
        double dot = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < vectors.GetLength(1); i++)
        {
            dot += (double)vectors[a - 1, i] * vectors[b - 1, i];
            first += (double)vectors[a - 1, i] * vectors[a - 1, i];
            second += (double)vectors[b - 1, i] * vectors[b - 1, i];
        }

        return dot / Math.Sqrt(first * second);
    }

    private static string[] Skus(IEnumerable<int> items) => items.Select(item => $"sku-{item}").ToArray();
}
