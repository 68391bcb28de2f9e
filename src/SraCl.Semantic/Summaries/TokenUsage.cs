namespace SraCl.Semantic.Summaries;

/// <summary>The tokens that a call to a model took.</summary>
/// <param name="Input">The tokens that were sent.</param>
/// <param name="Output">The tokens that came back; 0 for embeddings.</param>
public readonly record struct TokenUsage(long Input, long Output)
{
    /// <summary>Gets the tokens of both directions.</summary>
    public long Total => Input + Output;

    /// <summary>Adds the tokens of two calls.</summary>
    /// <param name="left">The tokens of one.</param>
    /// <param name="right">The tokens of the other.</param>
    /// <returns>The tokens of both.</returns>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => new(left.Input + right.Input, left.Output + right.Output);
}
