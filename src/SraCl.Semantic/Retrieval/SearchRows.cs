namespace SraCl.Semantic.Retrieval;

/// <summary>The rows that a search compares: queries and pool, each beginning with the rows that are both, in the same order.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class SearchRows
{
    public SearchRows(int rows, NeighborRules rules)
    {
        int[] shared = Enumerable.Range(0, rows).Where(row => rules.IsQuery(row) && rules.InPool(row)).ToArray();
        Shared = shared.Length;
        Queries = [.. shared, .. Enumerable.Range(0, rows).Where(row => rules.IsQuery(row) && !rules.InPool(row))];
        Pool = [.. shared, .. Enumerable.Range(0, rows).Where(row => rules.InPool(row) && !rules.IsQuery(row))];
    }

    /// <summary>Gets the number of rows that are both.</summary>
    public int Shared { get; }

    /// <summary>Gets the rows whose neighbors are wanted.</summary>
    public int[] Queries { get; }

    /// <summary>Gets the rows that may be neighbors.</summary>
    public int[] Pool { get; }
}
