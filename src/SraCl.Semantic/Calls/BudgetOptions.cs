namespace SraCl.Semantic.Calls;

/// <summary>How much a run may spend on models.</summary>
public sealed class BudgetOptions
{
    /// <summary>Gets or sets the most money to spend, positive, in the currency of the models' <see cref="ModelPrice"/>; null for no limit.</summary>
    /// <value>The default is null.</value>
    public decimal? MaxCost { get; set; }

    /// <summary>Gets or sets the most tokens to spend, at least 1, sent and received together; null for no limit.</summary>
    /// <value>The default is null.</value>
    public long? MaxTokens { get; set; }

    internal IEnumerable<string> Errors(string name)
    {
        if (MaxCost <= 0)
        {
            yield return $"{name}.{nameof(MaxCost)} is {MaxCost}; expected a positive amount, or null for no limit.";
        }

        if (MaxTokens < 1)
        {
            yield return $"{name}.{nameof(MaxTokens)} is {MaxTokens}; expected at least 1, or null for no limit.";
        }
    }
}
