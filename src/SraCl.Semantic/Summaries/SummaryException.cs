namespace SraCl.Semantic.Summaries;

/// <summary>A model gave no usable answer, or no usable vectors.</summary>
public sealed class SummaryException : SraClException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened, and the cure; without secrets.</param>
    /// <param name="isTransient">Whether asking again could help.</param>
    /// <param name="innerException">What it follows from.</param>
    public SummaryException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException)
    {
        IsTransient = isTransient;
    }

    /// <summary>Gets whether asking again could help: a time-out, a busy or broken server; not a refusal or a wrong key.</summary>
    public bool IsTransient { get; }

    /// <summary>Gets whether other calls would fail in the same way: a wrong key, model or endpoint, or an exhausted account; not a fault of this prompt.</summary>
    public bool ConcernsEveryCall { get; init; }

    /// <summary>Gets how long the provider asks to wait before the next attempt; null when it did not say. A wait that is not above zero counts as none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets what the model or the service said in the place of a usable answer; null when it is in the message, or there is nothing.</summary>
    /// <remarks>Not in the message, because messages are logged where answers must not be.</remarks>
    public string? Answer { get; init; }

    /// <summary>Gets the tokens that were spent without a usable answer, all attempts together; null when the provider did not say.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Gets how often the model was asked.</summary>
    /// <value>The default is 1.</value>
    public int Attempts { get; init; } = 1;
}
