using SraCl.Neighbors;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Retrieval;

/// <summary>Finds nearest neighbors by cosine, exactly: every wanted row is compared with every row of the pool.</summary>
/// <remarks>
/// The same rows, rules and k give the same table whatever the number of threads. Of equally near rows the smaller row comes first.
/// Needs a copy of the pool's vectors and no matrix of all pairs. Safe for concurrent use.
/// </remarks>
public static class NearestNeighbors
{
    /// <summary>How many queries are compared with the pool at a time: their vectors stay in the second cache while those of the pool pass by.</summary>
    private const int QueryBlock = 32 * PanelProducts.LeftWidth;

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
        if (k < 1 || k >= embeddings.RowCount)
        {
            throw new ArgumentOutOfRangeException(nameof(k), k, $"Expected 1..{embeddings.RowCount - 1}: there are {embeddings.RowCount} rows.");
        }

        rules ??= new NeighborRules();
        CheckSize(rules, rules.Groups?.Count, nameof(rules.Groups), embeddings.RowCount);
        CheckSize(rules, rules.Pool?.Count, nameof(rules.Pool), embeddings.RowCount);
        CheckSize(rules, rules.Queries?.Count, nameof(rules.Queries), embeddings.RowCount);
        int[] pool = Enumerable.Range(0, embeddings.RowCount).Where(rules.InPool).ToArray();
        int[] queries = Enumerable.Range(0, embeddings.RowCount).Where(rules.IsQuery).ToArray();
        var panels = new float[UnitVectors.Size(pool.Length, PanelProducts.RightWidth, embeddings.Dimension)];
        UnitVectors.Write(embeddings, pool, PanelProducts.RightWidth, panels);
        var neighbors = new int[checked(embeddings.RowCount * k)];
        Array.Fill(neighbors, NeighborTable.Absent);
        Parallel.For(
            0,
            (queries.Length + QueryBlock - 1) / QueryBlock,
            new ParallelOptions { MaxDegreeOfParallelism = maxDegreeOfParallelism, CancellationToken = cancellationToken },
            () => new Search(embeddings, rules, k, pool, panels),
            (block, _, search) =>
            {
                int start = block * QueryBlock;
                search.Find(queries.AsSpan(start, Math.Min(QueryBlock, queries.Length - start)), neighbors);
                return search;
            },
            static _ => { });
        return new NeighborTable(embeddings.RowCount, k, neighbors);
    }

    private static void CheckSize(NeighborRules rules, int? entries, string name, int rows)
    {
        if (entries is { } count && count != rows)
        {
            throw new ArgumentException($"{name} has {count} entries; expected one for each of the {rows} rows.", nameof(rules));
        }
    }

    /// <summary>The memory of one thread.</summary>
    private sealed class Search
    {
        private readonly EmbeddingMatrix _embeddings;
        private readonly NeighborRules _rules;
        private readonly int _k;
        private readonly int[] _pool;
        private readonly float[] _poolPanels;
        private readonly int _dropped;
        private readonly float[] _queryPanels;
        private readonly float[] _cosines = new float[PanelProducts.LeftWidth * PanelProducts.RightWidth];
        private readonly TopRows[] _top;

        public Search(EmbeddingMatrix embeddings, NeighborRules rules, int k, int[] pool, float[] poolPanels)
        {
            _embeddings = embeddings;
            _rules = rules;
            _k = k;
            _pool = pool;
            _poolPanels = poolPanels;
            _dropped = rules.Self == SelfExclusion.ByRank ? 1 : 0;
            _queryPanels = new float[UnitVectors.Size(QueryBlock, PanelProducts.LeftWidth, embeddings.Dimension)];
            _top = Enumerable.Range(0, QueryBlock).Select(_ => new TopRows(k + _dropped)).ToArray();
        }

        public void Find(ReadOnlySpan<int> queries, int[] neighbors)
        {
            UnitVectors.Write(_embeddings, queries, PanelProducts.LeftWidth, _queryPanels);
            for (int i = 0; i < queries.Length; i++)
            {
                _top[i].Clear();
            }

            for (int start = 0; start < _pool.Length; start += PanelProducts.RightWidth)
            {
                Compare(queries, start);
            }

            for (int i = 0; i < queries.Length; i++)
            {
                ReadOnlySpan<int> found = _top[i].Rows;
                found[Math.Min(_dropped, found.Length)..].CopyTo(neighbors.AsSpan(queries[i] * _k, _k));
            }
        }

        /// <summary>Compares the queries with one panel of the pool.</summary>
        private void Compare(ReadOnlySpan<int> queries, int start)
        {
            int length = _embeddings.Dimension;
            int count = Math.Min(PanelProducts.RightWidth, _pool.Length - start);
            ReadOnlySpan<float> panel = _poolPanels.AsSpan(start * length, PanelProducts.RightWidth * length);
            for (int first = 0; first < queries.Length; first += PanelProducts.LeftWidth)
            {
                PanelProducts.Multiply(_queryPanels.AsSpan(first * length, PanelProducts.LeftWidth * length), panel, length, _cosines);
                for (int i = 0; i < PanelProducts.LeftWidth && first + i < queries.Length; i++)
                {
                    Offer(queries[first + i], _top[first + i], _cosines.AsSpan(i * PanelProducts.RightWidth, count), start);
                }
            }
        }

        private void Offer(int query, TopRows top, ReadOnlySpan<float> cosines, int start)
        {
            // Nearly always no cosine is wanted, which a few instructions find out.
            if (!PanelProducts.AnyGreater(cosines, top.Bound))
            {
                return;
            }

            for (int j = 0; j < cosines.Length; j++)
            {
                if (cosines[j] > top.Bound && !_rules.Forbids(query, _pool[start + j]))
                {
                    top.Add(cosines[j], _pool[start + j]);
                }
            }
        }
    }
}
