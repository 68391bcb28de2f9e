using System.Collections.Concurrent;
using SraCl.Neighbors;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Retrieval;

/// <summary>Finds nearest neighbors by cosine, exactly: every wanted row is compared with every row of the pool, two rows that are both of these once.</summary>
/// <remarks>
/// <para>The same rows, rules and k give the same table whatever the number of threads. Of equally near rows the smaller row comes first.</para>
/// <para>
/// The pool passes by in blocks of at most 16 MB, so that memory does not grow with pairs and hardly with vectors: beside the vectors and the table it is
/// one block, 8k + 24 bytes a row, and 800d bytes a thread, which for 131,000 rows, d = 256 and k = 10 is about 30 MB.
/// </para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
public static class NearestNeighbors
{
    /// <summary>How many numbers of the pool's vectors are in panels at a time: many rows, since the queries are put into panels once a block.</summary>
    private const int PoolBlock = 1 << 22;

    /// <summary>Finds the neighbors of every wanted row.</summary>
    /// <param name="embeddings">The vectors <c>[rows, d]</c>; a vector of zeros has cosine 0 with everything.</param>
    /// <param name="k">The number of neighbors of each row, 1..rows - 1; a row whose rules leave fewer gets fewer.</param>
    /// <param name="rules">Which rows may be neighbors of which; null for the defaults.</param>
    /// <param name="maxDegreeOfParallelism">The largest number of threads, or -1 (the default) for one a processor.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>A table with the rows of <paramref name="embeddings"/>.</returns>
    /// <exception cref="ArgumentException">The rules are made for another number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1, or so large that there are not as many other rows.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static NeighborTable Find(
        EmbeddingMatrix embeddings, int k, NeighborRules? rules = null, int maxDegreeOfParallelism = -1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        var options = new ParallelOptions { MaxDegreeOfParallelism = maxDegreeOfParallelism, CancellationToken = cancellationToken };
        return Find(embeddings, k, rules, options, PoolBlock);
    }

    internal static NeighborTable Find(EmbeddingMatrix embeddings, int k, NeighborRules? rules, ParallelOptions options, int poolBlock)
    {
        Check(embeddings, k, rules ??= new NeighborRules());
        options.CancellationToken.ThrowIfCancellationRequested();
        var rows = new SearchRows(embeddings.RowCount, rules);
        int panelsAtOnce = Math.Max(1, poolBlock / embeddings.Dimension / PanelProducts.RightWidth);
        int rowsAtOnce = Math.Min(rows.Pool.Length, panelsAtOnce * PanelProducts.RightWidth);
        var panels = new float[UnitVectors.Size(rowsAtOnce, PanelProducts.RightWidth, embeddings.Dimension)];
        int dropped = rules.Self == SelfExclusion.ByRank ? 1 : 0;
        var top = new TopRows(rows.Queries.Length, k + dropped);

        // A loop lets go of its threads and takes new ones many times; what they work in is taken over.
        var idle = new ConcurrentBag<BlockSearch>();
        for (int start = 0; start < rows.Pool.Length; start += rowsAtOnce)
        {
            Range pool = start..Math.Min(start + rowsAtOnce, rows.Pool.Length);
            UnitVectors.Write(embeddings, rows.Pool.AsSpan(pool), PanelProducts.RightWidth, panels);
            Parallel.For(
                0,
                BlockSearch.CountBlocks(rows, pool.End.Value),
                options,
                () => idle.TryTake(out BlockSearch? search) ? search : new BlockSearch(embeddings, rules, rows, top),
                (block, _, search) =>
                {
                    search.Compare(block, pool, panels);
                    return search;
                },
                idle.Add);
        }

        var neighbors = new int[checked(embeddings.RowCount * k)];
        Array.Fill(neighbors, NeighborTable.Absent);
        for (int i = 0; i < rows.Queries.Length; i++)
        {
            top.CopyRows(i, dropped, neighbors.AsSpan(rows.Queries[i] * k, k));
        }

        return new NeighborTable(embeddings.RowCount, k, neighbors);
    }

    internal static void Check(EmbeddingMatrix embeddings, int k, NeighborRules rules)
    {
        if (k < 1 || k >= embeddings.RowCount)
        {
            throw new ArgumentOutOfRangeException(nameof(k), k, $"Expected 1..{embeddings.RowCount - 1}: there are {embeddings.RowCount} rows.");
        }

        CheckSize(rules, rules.Groups?.Count, nameof(rules.Groups), embeddings.RowCount);
        CheckSize(rules, rules.Pool?.Count, nameof(rules.Pool), embeddings.RowCount);
        CheckSize(rules, rules.Queries?.Count, nameof(rules.Queries), embeddings.RowCount);
    }

    private static void CheckSize(NeighborRules rules, int? entries, string name, int rows)
    {
        if (entries is { } count && count != rows)
        {
            throw new ArgumentException($"{name} has {count} entries; expected one for each of the {rows} rows.", nameof(rules));
        }
    }
}
