using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>What is set aside of a <see cref="Budget"/> for a call.</summary>
/// <param name="Tokens">The tokens.</param>
/// <param name="Cost">The money.</param>
internal readonly record struct BudgetReservation(TokenUsage Tokens, decimal Cost);
