namespace SraCl.Contrastive.Views;

/// <summary>How <see cref="SemanticSubstitution"/> makes a view. The defaults are those of the official SRA-CL code but for <see cref="Padding"/>.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record SubstitutionOptions
{
    /// <summary>Gets the number of nearest neighbors that a replacement is drawn from, at least 1.</summary>
    /// <value>The default is 10 (official <c>k_num</c>).</value>
    public int Neighbors { get; init; } = 10;

    /// <summary>Gets the probability, or the share, with which items are replaced, in (0, 1].</summary>
    /// <value>The default is 0.2, as in paper and official code.</value>
    public double Probability { get; init; } = 0.2;

    /// <summary>Gets which items are replaced.</summary>
    /// <value>The default is <see cref="SubstitutionRule.EachItem"/>, as in the official code.</value>
    public SubstitutionRule Rule { get; init; } = SubstitutionRule.EachItem;

    /// <summary>Gets what becomes of padding among an item's neighbors.</summary>
    /// <value>The default is <see cref="PaddingNeighborRule.Skip"/>; the official code's is <see cref="PaddingNeighborRule.Draw"/>.</value>
    public PaddingNeighborRule Padding { get; init; } = PaddingNeighborRule.Skip;

    /// <summary>Finds what is wrong.</summary>
    internal void Check(OptionErrors errors)
    {
        errors.AtLeastOne(Neighbors);
        errors.Require(Probability is > 0 and <= 1, Probability, "a probability in (0, 1]");
        errors.Defined(Rule);
        errors.Defined(Padding);
    }
}
