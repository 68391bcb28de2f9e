namespace SraCl.Semantic.Summaries;

/// <summary>What a summarizer answered.</summary>
/// <param name="Text">The answer as it came, not empty.</param>
public sealed record SummaryAnswer(string Text)
{
    /// <summary>Gets the tokens the answer took; null when the provider did not say.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Gets the model that the provider says it used; null when it did not say.</summary>
    public string? Model { get; init; }
}
