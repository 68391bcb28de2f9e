using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Store;

/// <summary>Answers from the store where it can, and asks another summarizer where it cannot: each new answer is stored before it is given.</summary>
/// <remarks>
/// Equal prompts that are asked at the same time share one call. Failures are recorded but never given as answers: the next one who asks asks again. Goes around
/// all other wrappers (retry, limits, budget), so that an answer from the store costs nothing. Safe for concurrent use.
/// </remarks>
public sealed class CachingSummarizer : ISummarizer
{
    private readonly ISummarizer _inner;
    private readonly SingleFlight<ContentKey, (SummaryAnswer Answer, bool IsNew)> _flights = new();

    /// <summary>Creates the wrapper.</summary>
    /// <param name="inner">Answers what the store does not have.</param>
    /// <param name="store">The store; its owner closes it.</param>
    public CachingSummarizer(ISummarizer inner, SemanticStore store)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(store);
        _inner = inner;
        Store = store;
    }

    /// <summary>Gets the fingerprint of the wrapped summarizer.</summary>
    public string Fingerprint => _inner.Fingerprint;

    internal SemanticStore Store { get; }

    /// <inheritdoc/>
    public async Task<SummaryAnswer> SummarizeAsync(SummaryPrompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return (await AnswerAsync(prompt, ContentKey.OfPrompt(Fingerprint, prompt), cancellationToken).ConfigureAwait(false)).Answer;
    }

    /// <summary>Answers a prompt and says whether a call was made for it.</summary>
    internal Task<(SummaryAnswer Answer, bool IsNew)> AnswerAsync(SummaryPrompt prompt, ContentKey key, CancellationToken cancellationToken) =>
        _flights.RunAsync(key, token => AskAsync(prompt, key, token), cancellationToken);

    private async Task<(SummaryAnswer Answer, bool IsNew)> AskAsync(SummaryPrompt prompt, ContentKey key, CancellationToken cancellationToken)
    {
        if (Store.FindAnswer(key) is { } stored)
        {
            return (stored, false);
        }

        SummaryAnswer answer;
        try
        {
            answer = await _inner.SummarizeAsync(prompt, cancellationToken).ConfigureAwait(false);
        }
        catch (SummaryException e)
        {
            Store.AddFailure(key, Fingerprint, e.Message);
            throw;
        }

        return (Store.AddAnswer(key, Fingerprint, answer), true);
    }
}
