namespace SraCl.Neighbors;

/// <summary>The semantic neighbors of every item of a catalogue.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Table">
/// N + 1 rows, row i belonging to the item of dense id i; row 0 is padding and has no neighbors of its own, but stands among those of items
/// where the official SRA-CL code's pool is wanted.
/// </param>
public sealed record ItemNeighbors(NeighborTable Table)
{
    /// <summary>Gets the table of N + 1 rows.</summary>
    public NeighborTable Table { get; } = Table ?? throw new ArgumentNullException(nameof(Table));

    /// <summary>Gets the number of items N; ids are 1..N.</summary>
    public int ItemCount => Table.RowCount - 1;
}
