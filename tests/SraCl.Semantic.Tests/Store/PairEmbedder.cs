using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Store;

/// <summary>Is asked for two texts side by side: fails at "fails" when both are in flight, then answers the other one, unless its call is cancelled.</summary>
internal sealed class PairEmbedder : ITextEmbedder
{
    private readonly TaskCompletionSource<TextVectors> _failing = new();
    private readonly TaskCompletionSource<TextVectors> _other = new();
    private int _asked;
    private CancellationToken _token;

    public string Fingerprint => "pair";

    /// <summary>Gets whether the other call was told to end, be it too late.</summary>
    public bool IsCancelled => _token.IsCancellationRequested;

    public bool HasAnswered => _other.Task.IsCompletedSuccessfully;

    public async Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        bool fails = texts.Contains("fails");
        if (!fails)
        {
            _token = cancellationToken;
        }

        await using (cancellationToken.Register(() => _other.TrySetCanceled()))
        {
            if (Interlocked.Increment(ref _asked) == 2)
            {
                // On a thread of the pool what follows the failure runs before the next line.
                _ = Task.Run(EndBoth, CancellationToken.None);
            }

            return await (fails ? _failing : _other).Task.ConfigureAwait(false);
        }
    }

    private void EndBoth()
    {
        _failing.SetException(new SummaryException("The server is down.", isTransient: true));
        _other.TrySetResult(new TextVectors(new EmbeddingMatrix(1, [1]), new TokenUsage(1, 0)));
    }
}
