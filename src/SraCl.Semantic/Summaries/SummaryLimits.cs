namespace SraCl.Semantic.Summaries;

/// <summary>How long the texts of answers may be, in words.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record SummaryLimits
{
    /// <summary>Gets the most words of a sequence's summary, at least 1.</summary>
    /// <value>The default is 100, as in the official SRA-CL prompts.</value>
    public int SequenceWords { get; init; } = 100;

    /// <summary>Gets the most words of an item's summary, at least 1.</summary>
    /// <value>The default is 80, as in the official SRA-CL prompts; officially 70 for Yelp.</value>
    public int ItemWords { get; init; } = 80;

    /// <summary>Gets the most words about an item's potential users, at least 1.</summary>
    /// <value>The default is 50, as in the official SRA-CL prompts.</value>
    public int UserWords { get; init; } = 50;

    internal void Validate()
    {
        (string Name, int Value)[] values = [(nameof(SequenceWords), SequenceWords), (nameof(ItemWords), ItemWords), (nameof(UserWords), UserWords)];
        foreach ((string name, int value) in values.Where(entry => entry.Value < 1))
        {
            throw new SraClException($"{nameof(SummaryLimits)}.{name} is {value}; expected at least 1 word.");
        }
    }
}
