namespace SraCl.Semantic.Summaries;

/// <summary>What a language model is asked.</summary>
/// <param name="System">The task: the system message.</param>
/// <param name="User">The subject: the user message.</param>
public sealed record SummaryPrompt(string System, string User);
