namespace SraCl.Semantic.Calls;

/// <summary>How much a model is asked in a minute.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Gets or sets the number of requests a minute, at least 1; null for no limit.</summary>
    /// <value>The default is null.</value>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Gets or sets the number of tokens a minute, sent and received together, at least 1; null for no limit.</summary>
    /// <value>The default is null.</value>
    public long? TokensPerMinute { get; set; }

    internal IEnumerable<string> Errors(string name)
    {
        if (RequestsPerMinute < 1)
        {
            yield return $"{name}.{nameof(RequestsPerMinute)} is {RequestsPerMinute}; expected at least 1, or null for no limit.";
        }

        if (TokensPerMinute < 1)
        {
            yield return $"{name}.{nameof(TokensPerMinute)} is {TokensPerMinute}; expected at least 1, or null for no limit.";
        }
    }
}
