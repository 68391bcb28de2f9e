namespace SraCl.Semantic.Summaries;

/// <summary>What a model answered about an item.</summary>
/// <param name="Description">What the item is; the whole answer where it had no recognizable parts.</param>
/// <param name="PotentialUsers">Who would buy it; null where the answer had no such part.</param>
public sealed record ItemSummary(SummaryText Description, SummaryText? PotentialUsers)
{
    /// <summary>Gets whether words were cut off one of the texts.</summary>
    public bool IsCut => Description.IsCut || PotentialUsers is { IsCut: true };

    /// <summary>Gets both texts as one, ready to be embedded.</summary>
    public string Text => PotentialUsers is null ? Description.Text : $"{Description.Text} {PotentialUsers.Text}";
}
