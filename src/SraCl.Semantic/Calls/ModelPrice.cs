namespace SraCl.Semantic.Calls;

/// <summary>What a model costs, in the currency of one's choice.</summary>
/// <param name="InputPerMillion">The price of a million input tokens, not negative.</param>
/// <param name="OutputPerMillion">The price of a million output tokens, not negative; 0 for embeddings.</param>
public readonly record struct ModelPrice(decimal InputPerMillion, decimal OutputPerMillion = 0)
{
    /// <summary>Computes what tokens cost.</summary>
    /// <param name="usage">The tokens.</param>
    /// <returns>The cost, in the currency of the prices.</returns>
    public decimal Cost(Summaries.TokenUsage usage) => ((usage.Input * InputPerMillion) + (usage.Output * OutputPerMillion)) / 1_000_000;

    internal IEnumerable<string> Errors(string name) => InputPerMillion < 0 || OutputPerMillion < 0
        ? [$"{name} is {this}; expected prices that are not negative."]
        : [];
}
