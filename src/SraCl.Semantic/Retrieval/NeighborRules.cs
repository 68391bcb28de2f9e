namespace SraCl.Semantic.Retrieval;

/// <summary>Which rows may be neighbors of which. The defaults: every row of every other row.</summary>
/// <remarks>Immutable as far as callers can see (arrays passed in must not be changed afterwards), hence safe for concurrent use.</remarks>
public sealed record NeighborRules
{
    /// <summary>Gets how a row is kept from being its own neighbor.</summary>
    /// <value>The default is <see cref="SelfExclusion.ById"/>, as the paper's eq. 6 and 13 say; the official code goes by rank.</value>
    public SelfExclusion Self { get; init; } = SelfExclusion.ById;

    /// <summary>Gets whether row 0 is padding.</summary>
    /// <value>The default is <see cref="PaddingRow.None"/>; a matrix of items wants <see cref="PaddingRow.Excluded"/>.</value>
    public PaddingRow Padding { get; init; } = PaddingRow.None;

    /// <summary>Gets the group of each row, such as the user of a sequence; rows of one group are not neighbors.</summary>
    /// <value>The default is null: no groups, as in the official code; the paper's eq. 6 leaves the user's own sequences out.</value>
    public IReadOnlyList<int>? Groups { get; init; }

    /// <summary>Gets for each row whether it may be a neighbor.</summary>
    /// <value>The default is null: every row may.</value>
    public IReadOnlyList<bool>? Pool { get; init; }

    /// <summary>Gets for each row whether its neighbors are wanted; the other rows get none and cost nothing.</summary>
    /// <value>The default is null: every row's are.</value>
    public IReadOnlyList<bool>? Queries { get; init; }

    internal bool InPool(int row) => Pool?[row] != false && (row > 0 || Padding != PaddingRow.Excluded);

    internal bool IsQuery(int row) => Queries?[row] != false && (row > 0 || Padding == PaddingRow.None);

    internal bool Forbids(int query, int row) => (Self == SelfExclusion.ById && row == query) || (Groups is { } groups && groups[row] == groups[query]);
}
