using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Store;

public sealed class CachingEmbedderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SemanticStore _store;

    public CachingEmbedderTests() => _store = SemanticStore.Open(_directory.File("store.db"));

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task EmbedAsync_TextsInAnyOrder_EachIsEmbeddedOnce()
    {
        var inner = new FakeEmbedder();
        var caching = new CachingEmbedder(inner, _store, chunkSize: 2);
        TextVectors first = await caching.EmbedAsync(["a", "bb", "a", "ccc"]);
        TextVectors second = await caching.EmbedAsync(["dddd", "ccc", "a"]);

        AssertVectors(inner, ["a", "bb", "a", "ccc"], first.Vectors);
        AssertVectors(inner, ["dddd", "ccc", "a"], second.Vectors);
        Assert.Equal(["a", "bb", "ccc", "dddd"], inner.Asked.SelectMany(texts => texts).Order());
        Assert.All(inner.Asked, texts => Assert.InRange(texts.Length, 1, 2));
        Assert.Equal((new TokenUsage(3, 0), new TokenUsage(1, 0)), (first.Usage, second.Usage));
        Assert.Null((await caching.EmbedAsync(["a"])).Usage);
        Assert.Equal(4, _store.ReadUsage()["fake embedder"].InputTokens);
    }

    [Fact]
    public async Task EmbedAsync_FailingOnTheWay_KeepsWhatIsThere()
    {
        var failing = new FakeEmbedder { Fails = texts => texts.Contains("c") };
        await Assert.ThrowsAsync<SummaryException>(() => new CachingEmbedder(failing, _store, chunkSize: 1, concurrency: 1).EmbedAsync(["a", "b", "c", "d"]));
        var working = new FakeEmbedder();
        TextVectors vectors = await new CachingEmbedder(working, _store).EmbedAsync(["a", "b", "c", "d"]);

        AssertVectors(working, ["a", "b", "c", "d"], vectors.Vectors);
        Assert.Equal(["c", "d"], Assert.Single(working.Asked));
    }

    [Fact]
    public async Task EmbedAsync_FailingBesideAnother_StoresWhatWasInFlight()
    {
        var inner = new PairEmbedder();
        var caching = new CachingEmbedder(inner, _store, chunkSize: 1, concurrency: 2);

        Assert.Equal("The server is down.", (await Assert.ThrowsAsync<SummaryException>(() => caching.EmbedAsync(["a", "fails"]))).Message);

        Assert.False(inner.IsCancelled);
        Assert.Equal(1, caching.CountStored(["a", "fails"]));
        Assert.Equal(1, _store.ReadUsage()["pair"].InputTokens);
    }

    [Fact]
    public async Task EmbedAsync_Cancelled_Ends()
    {
        var inner = new FakeEmbedder();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new CachingEmbedder(inner, _store, chunkSize: 1).EmbedAsync(["a", "b"], new CancellationToken(canceled: true)));

        Assert.Empty(inner.Asked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task EmbedAsync_EmptyTextsMissingAlone_GetZerosWithoutACall(int chunkSize)
    {
        var inner = new FakeEmbedder();
        await new CachingEmbedder(inner, _store, chunkSize).EmbedAsync(["a", "bb"]);
        var unreachable = new FakeEmbedder { Fails = _ => true };

        TextVectors made = await new CachingEmbedder(new BatchingEmbedder(unreachable, maxTexts: 10), _store, chunkSize).EmbedAsync(["", "a", " ", "bb", ""]);

        AssertVectors(inner, ["a", "bb"], Rows(made.Vectors, 1, 3));
        Assert.All([0, 2, 4], row => Assert.Equal(new float[3], made.Vectors[row].ToArray()));
        Assert.Null(made.Usage);
        Assert.Empty(unreachable.Asked);
    }

    [Fact]
    public async Task EmbedAsync_NothingButEmptyTexts_AsksHowLongVectorsAre()
    {
        var inner = new FakeEmbedder();
        var caching = new CachingEmbedder(new BatchingEmbedder(inner, maxTexts: 10), _store, chunkSize: 1);

        TextVectors first = await caching.EmbedAsync(["", "  "]);
        TextVectors second = await caching.EmbedAsync(["", "  "]);

        Assert.Equal((3, 2), (first.Vectors.Dimension, first.Vectors.RowCount));
        Assert.All([0, 1], row => Assert.Equal(new float[3], first.Vectors[row].ToArray()));
        Assert.All([0, 1], row => Assert.Equal(new float[3], second.Vectors[row].ToArray()));
        Assert.Single(inner.Asked);
    }

    [Fact]
    public async Task EmbedAsync_FingerprintWithoutDimensions_SaysSo()
    {
        await new CachingEmbedder(new FakeEmbedder(3), _store).EmbedAsync(["a"]);

        string error = (await Assert.ThrowsAsync<SraClException>(() => new CachingEmbedder(new FakeEmbedder(4), _store).EmbedAsync(["a", "b"]))).Message;
        Assert.Contains("have 3 numbers and 4", error, StringComparison.Ordinal);
    }

    private static EmbeddingMatrix Rows(EmbeddingMatrix matrix, params int[] rows) => new(matrix.Dimension, [.. rows.SelectMany(row => matrix[row].ToArray())]);

    private static void AssertVectors(FakeEmbedder embedder, string[] texts, EmbeddingMatrix vectors) =>
        Assert.Equal(texts.Select(embedder.VectorOf), Enumerable.Range(0, vectors.RowCount).Select(row => vectors[row].ToArray()));
}
