namespace SraCl.Semantic.Store;

/// <summary>What the calls under one fingerprint took in total, over all runs that used the store; answers found in the store take nothing.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Calls">The calls that were answered.</param>
/// <param name="UnmeasuredCalls">Those of them whose tokens the provider did not tell; the tokens below lack theirs.</param>
/// <param name="InputTokens">The tokens sent.</param>
/// <param name="OutputTokens">The tokens that came back.</param>
public sealed record StoredUsage(long Calls, long UnmeasuredCalls, long InputTokens, long OutputTokens);
