using SraCl.Semantic.Calls;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Store;

/// <summary>Takes vectors from the store where it can, and has another embedder make the others: in chunks, each stored as soon as it is there.</summary>
/// <remarks>
/// Equal texts are embedded once. A text that is empty or white space gets a vector of zeros, as of <see cref="BatchingEmbedder"/>; the other embedder is asked about it
/// only where no other text tells how long vectors are. When a chunk fails, those in flight are waited for and stored; only then is the failure raised. Goes around all other wrappers, so that a vector from the store costs nothing. Safe for concurrent use.
/// </remarks>
public sealed class CachingEmbedder : ITextEmbedder
{
    private readonly ITextEmbedder _inner;
    private readonly SemanticStore _store;
    private readonly int _chunkSize;
    private readonly int _concurrency;

    /// <summary>Creates the wrapper.</summary>
    /// <param name="inner">Embeds what the store does not have.</param>
    /// <param name="store">The store; its owner closes it.</param>
    /// <param name="chunkSize">The number of texts that the inner embedder is given at once, at least 1: what an interruption costs at most, times <paramref name="concurrency"/>.</param>
    /// <param name="concurrency">The number of chunks in flight, at least 1.</param>
    public CachingEmbedder(ITextEmbedder inner, SemanticStore store, int chunkSize = 256, int concurrency = 4)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        _inner = inner;
        _store = store;
        _chunkSize = chunkSize;
        _concurrency = concurrency;
    }

    /// <summary>Gets the fingerprint of the wrapped embedder.</summary>
    public string Fingerprint => _inner.Fingerprint;

    /// <summary>Counts the texts that would cost nothing.</summary>
    /// <param name="texts">The texts.</param>
    /// <returns>How many of them, repeated ones counted each time, have a vector in the store.</returns>
    /// <exception cref="SraClException">The store cannot be read.</exception>
    public int CountStored(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return _store.CountEmbeddings(texts.Select(text => ContentKey.OfText(Fingerprint, text)));
    }

    /// <inheritdoc/>
    /// <returns>The vectors, row i that of text i; the tokens are those of the calls made now, null where none was made or none was measured.</returns>
    public async Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
        {
            throw new ArgumentException("There is no text; expected at least one.", nameof(texts));
        }

        ContentKey[] keys = texts.Select(text => ContentKey.OfText(Fingerprint, text)).ToArray();
        var vectors = new Dictionary<ContentKey, float[]>();
        var missing = new List<(ContentKey Key, string Text)>();
        var blank = new List<(ContentKey Key, string Text)>();
        IReadOnlyList<float[]?> stored = _store.FindEmbeddings(keys);
        var seen = new HashSet<ContentKey>();
        for (int i = 0; i < keys.Length; i++)
        {
            if (stored[i] is { } vector)
            {
                vectors[keys[i]] = vector;
            }
            else if (seen.Add(keys[i]))
            {
                (string.IsNullOrWhiteSpace(texts[i]) ? blank : missing).Add((keys[i], texts[i]));
            }
        }

        TokenUsage? usage = null;
        var gate = new Lock();
        (ContentKey Key, string Text)[][] chunks = [.. missing.Chunk(_chunkSize)];
        await ConcurrentCalls.RunAsync(chunks.Length, _concurrency, chunk => MakeAsync(chunks[chunk])).ConfigureAwait(false);

        // Asking costs a request, which fails where everything but an empty text is stored and the service cannot be reached.
        if (vectors.Count > 0)
        {
            int dimension = vectors.Values.First().Length;
            blank.ForEach(text => vectors[text.Key] = new float[dimension]);
        }
        else if (blank.Count > 0)
        {
            await MakeAsync([.. blank]).ConfigureAwait(false);
        }

        return new TextVectors(StoredVectors.Matrix(Array.ConvertAll(keys, key => vectors[key]), Fingerprint), usage);

        async Task MakeAsync((ContentKey Key, string Text)[] chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TextVectors made = await _inner.EmbedAsync(Array.ConvertAll(chunk, entry => entry.Text), cancellationToken).ConfigureAwait(false);
            _store.AddEmbeddings(Array.ConvertAll(chunk, entry => entry.Key), Fingerprint, made.Vectors, made.Usage);
            lock (gate)
            {
                for (int row = 0; row < chunk.Length; row++)
                {
                    vectors[chunk[row].Key] = made.Vectors[row].ToArray();
                }

                usage = made.Usage is { } more ? new TokenUsage((usage?.Input ?? 0) + more.Input, (usage?.Output ?? 0) + more.Output) : usage;
            }
        }
    }
}
