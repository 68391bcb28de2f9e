using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Preparation;

/// <summary>How far a run is. Equal prompts count one by one, but share a call.</summary>
/// <param name="Total">The number of prompts.</param>
/// <param name="Done">Those with an answer, <paramref name="Cached"/> ones included.</param>
/// <param name="Cached">Those whose answer was in the store before.</param>
/// <param name="Failed">Those that got no usable answer in this run.</param>
/// <param name="Calls">The calls that were answered in this run.</param>
/// <param name="UnmeasuredCalls">Those of them whose tokens the provider did not tell; <paramref name="Tokens"/> lacks theirs.</param>
/// <param name="Tokens">The tokens that the calls of this run took.</param>
public readonly record struct SummaryProgress(int Total, int Done, int Cached, int Failed, int Calls, int UnmeasuredCalls, TokenUsage Tokens);
