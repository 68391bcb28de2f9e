using SraCl.Neighbors;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Prompts;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Embeddings;

/// <summary>Splits texts into requests that a service takes, makes some of them side by side, and puts the vectors together in order.</summary>
/// <remarks>
/// Texts that are empty or white space are not sent: they get zero vectors, which semantic neighbors read as "nothing is known". When a request fails, no new one is made, and
/// those in flight, which are paid for, may end; only then is the failure raised. Safe for concurrent use.
/// </remarks>
public sealed class BatchingEmbedder : ITextEmbedder
{
    // Tells how long vectors are, where all texts are empty.
    private const string SampleText = ".";

    private readonly ITextEmbedder _inner;
    private readonly int _maxTexts;
    private readonly long _maxTokens;
    private readonly int _concurrency;

    /// <summary>Creates an embedder.</summary>
    /// <param name="inner">Embeds the texts of a request.</param>
    /// <param name="maxTexts">The most texts of a request, at least 1.</param>
    /// <param name="maxTokens">The most tokens of a request by <see cref="TokenEstimate"/>, at least 1; a longer text goes alone.</param>
    /// <param name="concurrency">The number of requests in flight at a time, at least 1.</param>
    public BatchingEmbedder(ITextEmbedder inner, int maxTexts, long maxTokens = long.MaxValue, int concurrency = 1)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTexts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        _inner = inner;
        _maxTexts = maxTexts;
        _maxTokens = maxTokens;
        _concurrency = concurrency;
    }

    /// <inheritdoc/>
    public string Fingerprint => _inner.Fingerprint;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no text.</exception>
    public async Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
        {
            throw new ArgumentException("There are no texts; expected at least one.", nameof(texts));
        }

        int[][] batches = [.. Split(texts)];
        if (batches.Length == 0)
        {
            TextVectors sample = await _inner.EmbedAsync([SampleText], cancellationToken).ConfigureAwait(false);
            return new TextVectors(new EmbeddingMatrix(sample.Vectors.Dimension, new float[checked(texts.Count * sample.Vectors.Dimension)]), sample.Usage);
        }

        var answers = new TextVectors[batches.Length];
        await ConcurrentCalls.RunAsync(batches.Length, _concurrency, EmbedBatchAsync).ConfigureAwait(false);
        return Join(texts.Count, batches, answers);

        async Task EmbedBatchAsync(int batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[batch] = await _inner.EmbedAsync(Array.ConvertAll(batches[batch], index => texts[index]), cancellationToken).ConfigureAwait(false);
        }
    }

    private IEnumerable<int[]> Split(IReadOnlyList<string> texts)
    {
        var batch = new List<int>();
        long tokens = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]))
            {
                continue;
            }

            long more = TokenEstimate.Of(texts[i]);
            if (batch.Count == _maxTexts || (batch.Count > 0 && more > _maxTokens - tokens))
            {
                yield return [.. batch];
                batch.Clear();
                tokens = 0;
            }

            batch.Add(i);
            tokens += more;
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }

    private static TextVectors Join(int count, int[][] batches, TextVectors[] answers)
    {
        int dimension = answers[0].Vectors.Dimension;
        var values = new float[checked(count * dimension)];
        TokenUsage? usage = default(TokenUsage);
        foreach ((int[] batch, TextVectors answer) in batches.Zip(answers))
        {
            EmbeddingMatrix vectors = answer.Vectors;
            if (vectors.RowCount != batch.Length || vectors.Dimension != dimension)
            {
                throw new SummaryException(
                    $"The embedder gave {vectors.RowCount} vectors of {vectors.Dimension} numbers for {batch.Length} texts, after vectors of {dimension} numbers.", isTransient: false);
            }

            for (int row = 0; row < batch.Length; row++)
            {
                vectors[row].CopyTo(values.AsSpan(batch[row] * dimension));
            }

            usage += answer.Usage;
        }

        return new TextVectors(new EmbeddingMatrix(dimension, values), usage);
    }
}
