using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>What has been spent of a <see cref="Budget"/>.</summary>
/// <param name="Cost">The money, in the currency of the prices.</param>
/// <param name="Tokens">The tokens.</param>
/// <param name="Calls">The calls that ended, answered or not.</param>
/// <param name="EstimatedCalls">How many of them are counted with an estimate, because the provider did not report tokens with its answer or they were cancelled.</param>
public readonly record struct BudgetSpending(decimal Cost, TokenUsage Tokens, long Calls, long EstimatedCalls);
