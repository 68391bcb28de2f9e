using System.Collections.Concurrent;
using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Store;

/// <summary>Makes a text's vector from its characters, and remembers what it was asked.</summary>
internal sealed class FakeEmbedder : ITextEmbedder
{
    private readonly int _dimension;

    public FakeEmbedder(int dimension = 3) => _dimension = dimension;

    public string Fingerprint { get; init; } = "fake embedder";

    public ConcurrentQueue<string[]> Asked { get; } = new();

    public Func<IReadOnlyList<string>, bool> Fails { get; init; } = _ => false;

    public float[] VectorOf(string text)
    {
        var vector = new float[_dimension];
        for (int i = 0; i < text.Length; i++)
        {
            vector[i % _dimension] += text[i] * (i + 0.1f);
        }

        return vector;
    }

    public Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Enqueue([.. texts]);
        return Fails(texts)
            ? throw new SummaryException("The server is down.", isTransient: true)
            : Task.FromResult(new TextVectors(new EmbeddingMatrix(_dimension, texts.SelectMany(VectorOf).ToArray()), new TokenUsage(texts.Count, 0)));
    }
}
