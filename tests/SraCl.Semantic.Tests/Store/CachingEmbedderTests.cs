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
    public async Task EmbedAsync_FingerprintWithoutDimensions_SaysSo()
    {
        await new CachingEmbedder(new FakeEmbedder(3), _store).EmbedAsync(["a"]);

        string error = (await Assert.ThrowsAsync<SraClException>(() => new CachingEmbedder(new FakeEmbedder(4), _store).EmbedAsync(["a", "b"]))).Message;
        Assert.Contains("have 3 numbers and 4", error, StringComparison.Ordinal);
    }

    private static void AssertVectors(FakeEmbedder embedder, string[] texts, EmbeddingMatrix vectors) =>
        Assert.Equal(texts.Select(embedder.VectorOf), Enumerable.Range(0, vectors.RowCount).Select(row => vectors[row].ToArray()));
}
