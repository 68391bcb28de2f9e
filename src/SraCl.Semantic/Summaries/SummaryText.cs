namespace SraCl.Semantic.Summaries;

/// <summary>A text within its limit.</summary>
/// <param name="Text">The text, not empty.</param>
/// <param name="IsCut">Whether words were cut off its end.</param>
public sealed record SummaryText(string Text, bool IsCut);
