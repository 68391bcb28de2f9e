using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>What a call to a model gave.</summary>
/// <typeparam name="T">The kind of answer.</typeparam>
/// <param name="Value">The answer.</param>
/// <param name="Usage">The tokens it took; null when the provider did not say.</param>
/// <param name="Model">The model that the provider says it used; null when it did not say.</param>
public sealed record CallResult<T>(T Value, TokenUsage? Usage, string? Model);
