using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Preparation;

/// <summary>A prompt that got no usable answer.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Index">The prompt's place in the run; of equal prompts the first.</param>
/// <param name="Error">Why there is no answer.</param>
public sealed record FailedPrompt(int Index, SummaryException Error);
