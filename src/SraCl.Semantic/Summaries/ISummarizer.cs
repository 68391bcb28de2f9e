namespace SraCl.Semantic.Summaries;

/// <summary>Answers a prompt with a text: a language model, or something that stands in for one.</summary>
/// <remarks>
/// Caching, retries, limits and budgets are wrappers around another summarizer. Implementations are safe for concurrent use.
/// </remarks>
public interface ISummarizer
{
    /// <summary>Gets everything besides the prompt that decides about an answer, such as model and parameters, in a stable form: equal fingerprints may share answers. Holds no secrets.</summary>
    string Fingerprint { get; }

    /// <summary>Answers a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <returns>The answer; never an empty text or a refusal.</returns>
    /// <exception cref="SummaryException">There is no usable answer; it says why, and whether asking again could help.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller; a time-out is a <see cref="SummaryException"/>.</exception>
    Task<SummaryAnswer> SummarizeAsync(SummaryPrompt prompt, CancellationToken cancellationToken = default);
}
