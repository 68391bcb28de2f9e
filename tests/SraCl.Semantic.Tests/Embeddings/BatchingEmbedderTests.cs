using System.Collections.Concurrent;
using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Summaries;
using SraCl.Semantic.Tests.Store;

namespace SraCl.Semantic.Tests.Embeddings;

public sealed class BatchingEmbedderTests : ITextEmbedder
{
    private readonly ConcurrentQueue<string[]> _batches = [];

    public string Fingerprint => "length";

    public Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        _batches.Enqueue([.. texts]);
        TokenUsage? usage = texts.Contains("free") ? null : new TokenUsage(texts.Count, 0);
        int dimension = texts.Contains("wide") ? 2 : 1;
        return Task.FromResult(new TextVectors(new EmbeddingMatrix(dimension, texts.SelectMany(text => Enumerable.Repeat((float)text.Length, dimension)).ToArray()), usage));
    }

    [Fact]
    public async Task EmbedAsync_Count_LimitsBatches()
    {
        TextVectors vectors = await new BatchingEmbedder(this, maxTexts: 2).EmbedAsync(["a", "bb", "ccc", "dddd", "eeeee"]);

        Assert.Equal([["a", "bb"], ["ccc", "dddd"], ["eeeee"]], _batches);
        Assert.Equal([1f, 2, 3, 4, 5], Enumerable.Range(0, 5).Select(row => vectors.Vectors[row][0]));
        Assert.Equal(new TokenUsage(5, 0), vectors.Usage);
    }

    [Fact]
    public async Task EmbedAsync_Tokens_LimitBatchesAndALongTextGoesAlone()
    {
        await new BatchingEmbedder(this, maxTexts: 100, maxTokens: 3).EmbedAsync(["four", "eight888", "four", new string('x', 100), "four"]);

        Assert.Equal([["four", "eight888"], ["four"], [new string('x', 100)], ["four"]], _batches);
    }

    [Fact]
    public async Task EmbedAsync_EmptyTexts_GetZerosWithoutBeingSent()
    {
        TextVectors vectors = await new BatchingEmbedder(this, maxTexts: 10).EmbedAsync(["", "a", "  ", "bb"]);

        Assert.Equal([["a", "bb"]], _batches);
        Assert.Equal([0f, 1, 0, 2], Enumerable.Range(0, 4).Select(row => vectors.Vectors[row][0]));
    }

    [Fact]
    public async Task EmbedAsync_NothingButEmptyTexts_GivesZeros()
    {
        TextVectors vectors = await new BatchingEmbedder(this, maxTexts: 10).EmbedAsync(["", " "]);

        Assert.Equal((2, 1), (vectors.Vectors.RowCount, vectors.Vectors.Dimension));
        Assert.Equal([0f, 0], [vectors.Vectors[0][0], vectors.Vectors[1][0]]);
    }

    [Fact]
    public async Task EmbedAsync_NoText_IsRefused() => await Assert.ThrowsAsync<ArgumentException>(() => new BatchingEmbedder(this, maxTexts: 10).EmbedAsync([]));

    [Fact]
    public async Task EmbedAsync_ABatchWithoutUsage_MakesTheSumUnknown() =>
        Assert.Null((await new BatchingEmbedder(this, maxTexts: 1, concurrency: 3).EmbedAsync(["a", "free", "c"])).Usage);

    [Fact]
    public async Task EmbedAsync_FailingBesideAnother_LetsItEnd()
    {
        var inner = new PairEmbedder();

        Assert.Equal("The server is down.", (await Assert.ThrowsAsync<SummaryException>(() => new BatchingEmbedder(inner, maxTexts: 1, concurrency: 2).EmbedAsync(["a", "fails"]))).Message);

        Assert.Equal((false, true), (inner.IsCancelled, inner.HasAnswered));
    }

    [Fact]
    public async Task EmbedAsync_BatchesOfDifferentDimensions_AreRefused()
    {
        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => new BatchingEmbedder(this, maxTexts: 1).EmbedAsync(["a", "wide"]));

        Assert.Contains("1 vectors of 2 numbers for 1 texts, after vectors of 1 numbers", exception.Message, StringComparison.Ordinal);
    }
}
