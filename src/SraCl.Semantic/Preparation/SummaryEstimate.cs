namespace SraCl.Semantic.Preparation;

/// <summary>What a run would take. The tokens are an estimate (<see cref="Prompts.TokenEstimate"/>), not a bill.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Prompts">The number of prompts.</param>
/// <param name="Cached">Those whose answer is in the store.</param>
/// <param name="Repeated">Those that are equal to an earlier one without an answer in the store, so that they need no call of their own.</param>
/// <param name="Requests">The calls to make.</param>
/// <param name="EstimatedInputTokens">The tokens to send.</param>
/// <param name="EstimatedOutputTokens">The tokens to come back.</param>
public sealed record SummaryEstimate(int Prompts, int Cached, int Repeated, int Requests, long EstimatedInputTokens, long EstimatedOutputTokens)
{
    /// <summary>Gets the share of the prompts whose answer is in the store, 0..1.</summary>
    public double CachedShare => Prompts == 0 ? 0 : (double)Cached / Prompts;
}
