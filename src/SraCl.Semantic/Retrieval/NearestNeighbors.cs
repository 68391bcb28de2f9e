using SraCl.Neighbors;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Retrieval;

/// <summary>Finds nearest neighbors by cosine, exactly: every wanted row is compared with every row of the pool.</summary>
/// <remarks>
/// <para>The same rows, rules and k give the same table whatever the number of threads. Of equally near rows the smaller row comes first.</para>
/// <para>
/// The pool passes by in blocks of at most 16 MB, so that memory does not grow with pairs and hardly with vectors: beside the vectors and the table it is
/// one block, 8k + 20 bytes a row, and 800d bytes a thread, which for 131,000 rows, d = 256 and k = 10 is about 30 MB.
/// </para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
public static class NearestNeighbors
{
    /// <summary>How many queries are compared with the pool at a time: their vectors stay in the second cache while those of the pool pass by.</summary>
    private const int QueryBlock = 32 * PanelProducts.LeftWidth;

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
        int[] pool = Enumerable.Range(0, embeddings.RowCount).Where(rules.InPool).ToArray();
        int[] queries = Enumerable.Range(0, embeddings.RowCount).Where(rules.IsQuery).ToArray();
        options.CancellationToken.ThrowIfCancellationRequested();
        int panelsAtOnce = Math.Max(1, poolBlock / embeddings.Dimension / PanelProducts.RightWidth);
        int rowsAtOnce = Math.Min(pool.Length, panelsAtOnce * PanelProducts.RightWidth);
        var panels = new float[UnitVectors.Size(rowsAtOnce, PanelProducts.RightWidth, embeddings.Dimension)];
        int dropped = rules.Self == SelfExclusion.ByRank ? 1 : 0;
        var top = new TopRows(queries.Length, k + dropped);
        for (int start = 0; start < pool.Length; start += rowsAtOnce)
        {
            ArraySegment<int> rows = new(pool, start, Math.Min(rowsAtOnce, pool.Length - start));
            UnitVectors.Write(embeddings, rows, PanelProducts.RightWidth, panels);
            Parallel.For(
                0,
                (queries.Length + QueryBlock - 1) / QueryBlock,
                options,
                () => new Search(embeddings, rules, queries, rows, panels, top),
                static (block, _, search) =>
                {
                    search.Compare(block * QueryBlock);
                    return search;
                },
                static _ => { });
        }

        var neighbors = new int[checked(embeddings.RowCount * k)];
        Array.Fill(neighbors, NeighborTable.Absent);
        for (int i = 0; i < queries.Length; i++)
        {
            ReadOnlySpan<int> found = top.Rows(i);
            found[Math.Min(dropped, found.Length)..].CopyTo(neighbors.AsSpan(queries[i] * k, k));
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

    /// <summary>Compares queries with a block of the pool; the memory of one thread.</summary>
    private sealed class Search(EmbeddingMatrix embeddings, NeighborRules rules, int[] queries, ArraySegment<int> pool, float[] poolPanels, TopRows top)
    {
        private readonly float[] _queryPanels = new float[UnitVectors.Size(QueryBlock, PanelProducts.LeftWidth, embeddings.Dimension)];
        private readonly float[] _cosines = new float[PanelProducts.LeftWidth * PanelProducts.RightWidth];

        /// <summary>Compares the block of queries that begins at number <paramref name="start"/>.</summary>
        public void Compare(int start)
        {
            int end = Math.Min(start + QueryBlock, queries.Length);
            UnitVectors.Write(embeddings, queries.AsSpan(start..end), PanelProducts.LeftWidth, _queryPanels);
            for (int row = 0; row < pool.Count; row += PanelProducts.RightWidth)
            {
                Compare(start, end, row);
            }
        }

        /// <summary>Compares the queries with one panel of the pool.</summary>
        private void Compare(int start, int end, int row)
        {
            int length = embeddings.Dimension;
            int count = Math.Min(PanelProducts.RightWidth, pool.Count - row);
            ReadOnlySpan<float> panel = poolPanels.AsSpan(row * length, PanelProducts.RightWidth * length);
            for (int first = start; first < end; first += PanelProducts.LeftWidth)
            {
                PanelProducts.Multiply(_queryPanels.AsSpan((first - start) * length, PanelProducts.LeftWidth * length), panel, length, _cosines);
                for (int i = 0; i < PanelProducts.LeftWidth && first + i < end; i++)
                {
                    Offer(first + i, _cosines.AsSpan(i * PanelProducts.RightWidth, count), row);
                }
            }
        }

        private void Offer(int query, ReadOnlySpan<float> cosines, int row)
        {
            // Nearly always no cosine is wanted, which a few instructions find out.
            if (!PanelProducts.AnyGreater(cosines, top.Bound(query)))
            {
                return;
            }

            for (int j = 0; j < cosines.Length; j++)
            {
                if (cosines[j] > top.Bound(query) && !rules.Forbids(queries[query], pool[row + j]))
                {
                    top.Add(query, cosines[j], pool[row + j]);
                }
            }
        }
    }
}
