namespace SraCl.Semantic.Summaries;

/// <summary>Takes answers that a parser cannot read, such as refusals, for the failures they are, so that they are never stored as answers.</summary>
/// <remarks>Goes inside of <see cref="Store.CachingSummarizer"/>. As safe for concurrent use as what it wraps.</remarks>
public sealed class CheckedSummarizer : ISummarizer
{
    private readonly ISummarizer _inner;
    private readonly Action<string> _check;

    /// <summary>Creates the wrapper.</summary>
    /// <param name="inner">Answers the prompts.</param>
    /// <param name="check">Raises a <see cref="SummaryException"/> for an answer that is none, as the methods of <see cref="SummaryParser"/> do.</param>
    public CheckedSummarizer(ISummarizer inner, Action<string> check)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(check);
        _inner = inner;
        _check = check;
    }

    /// <summary>Gets the fingerprint of the wrapped summarizer.</summary>
    public string Fingerprint => _inner.Fingerprint;

    /// <inheritdoc/>
    public async Task<SummaryAnswer> SummarizeAsync(SummaryPrompt prompt, CancellationToken cancellationToken = default)
    {
        SummaryAnswer answer = await _inner.SummarizeAsync(prompt, cancellationToken).ConfigureAwait(false);
        try
        {
            _check(answer.Text);
        }
        catch (SummaryException e)
        {
            throw new SummaryException(e.Message, e.IsTransient, e) { Usage = answer.Usage, Answer = e.Answer };
        }

        return answer;
    }
}
