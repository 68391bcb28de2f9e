using System.Numerics;
using SraCl.Neighbors;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Retrieval;

/// <summary>Compares queries with a block of the pool; the memory of one thread.</summary>
/// <remarks>
/// A cosine is the same number in either order. Two rows that are both queries and in the pool are therefore compared once, and the cosine is offered to both:
/// the query comes before the row of the pool, or is that row.
/// </remarks>
/// <param name="embeddings">The vectors.</param>
/// <param name="rules">Which rows may be neighbors of which.</param>
/// <param name="rows">The rows.</param>
/// <param name="top">Takes what is found.</param>
internal sealed class BlockSearch(EmbeddingMatrix embeddings, NeighborRules rules, SearchRows rows, TopRows top)
{
    /// <summary>How many queries are compared with the pool at a time: their vectors stay in the second cache while those of the pool pass by.</summary>
    public const int QueryBlock = 32 * PanelProducts.LeftWidth;

    /// <summary>The bounds of rows whose own neighbors are not wanted: no cosine reaches them.</summary>
    private static readonly float[] Unreachable = Enumerable.Repeat(float.PositiveInfinity, PanelProducts.RightWidth).ToArray();

    private readonly float[] _queryPanels = new float[UnitVectors.Size(QueryBlock, PanelProducts.LeftWidth, embeddings.Dimension)];
    private readonly float[] _cosines = new float[PanelProducts.LeftWidth * PanelProducts.RightWidth];
    private readonly uint[] _found = new uint[PanelProducts.LeftWidth];

    /// <summary>Gets the number of blocks of queries that a block of the pool must be compared with.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="poolEnd">Where the block of the pool ends.</param>
    public static int CountBlocks(SearchRows rows, int poolEnd) => Blocks(Math.Min(rows.Shared, poolEnd)) + Blocks(rows.Queries.Length - rows.Shared);

    /// <summary>Compares a block of queries with a block of the pool.</summary>
    /// <param name="block">The number of the block of queries, below <see cref="CountBlocks"/>.</param>
    /// <param name="pool">The places in the pool, from a multiple of <see cref="PanelProducts.RightWidth"/>.</param>
    /// <param name="poolPanels">Their vectors.</param>
    public void Compare(int block, Range pool, float[] poolPanels)
    {
        int poolStart = pool.Start.Value;
        int poolEnd = pool.End.Value;

        // The nearest blocks first: rows of one user stand together and are often near each other, and bounds that are high early keep more rows out.
        int sharedBlocks = Blocks(Math.Min(rows.Shared, poolEnd));
        bool shared = block < sharedBlocks;
        int start = shared ? (sharedBlocks - 1 - block) * QueryBlock : rows.Shared + ((block - sharedBlocks) * QueryBlock);
        int end = Math.Min(start + QueryBlock, shared ? rows.Shared : rows.Queries.Length);
        UnitVectors.Write(embeddings, rows.Queries.AsSpan(start..end), PanelProducts.LeftWidth, _queryPanels);
        int first = shared && start > poolStart ? start - ((start - poolStart) % PanelProducts.RightWidth) : poolStart;
        for (int place = first; place < poolEnd; place += PanelProducts.RightWidth)
        {
            int count = Math.Min(PanelProducts.RightWidth, poolEnd - place);
            ReadOnlySpan<float> panel = poolPanels.AsSpan((place - poolStart) * embeddings.Dimension, PanelProducts.RightWidth * embeddings.Dimension);

            // Later queries met these rows as rows of the pool.
            Compare(start, shared ? Math.Min(end, place + count) : end, panel, place, count);
        }
    }

    private static int Blocks(int queries) => (queries + QueryBlock - 1) / QueryBlock;

    /// <summary>Compares queries with one panel of the pool.</summary>
    private void Compare(int start, int end, ReadOnlySpan<float> panel, int place, int count)
    {
        int length = embeddings.Dimension;
        bool toBoth = start < rows.Shared && place < rows.Shared;
        bool whole = count == PanelProducts.RightWidth && !(toBoth && place + count > rows.Shared);
        ReadOnlySpan<float> rowBounds = toBoth && whole ? top.Bounds.Slice(place, count) : Unreachable;
        for (int first = start; first < end; first += PanelProducts.LeftWidth)
        {
            PanelProducts.Multiply(_queryPanels.AsSpan((first - start) * length, PanelProducts.LeftWidth * length), panel, length, _cosines);
            int next = first + PanelProducts.LeftWidth;
            if (whole && next <= end && !(toBoth && next > place))
            {
                OfferFew(first, place, rowBounds);
            }
            else
            {
                OfferAll(first, Math.Min(next, end), place, count);
            }
        }
    }

    /// <summary>Offers the cosines of whole panels that reach a bound: nearly always there are none.</summary>
    private void OfferFew(int first, int place, ReadOnlySpan<float> rowBounds)
    {
        if (!PanelBounds.Find(_cosines, top.Bounds.Slice(first, PanelProducts.LeftWidth), rowBounds, _found))
        {
            return;
        }

        for (int i = 0; i < _found.Length; i++)
        {
            for (uint bits = _found[i]; bits != 0; bits &= bits - 1)
            {
                int j = BitOperations.TrailingZeroCount(bits);
                Offer(first + i, place + j, _cosines[(i * PanelProducts.RightWidth) + j]);
            }
        }
    }

    /// <summary>Offers the cosines of panels that are not full, or hold pairs in both orders.</summary>
    private void OfferAll(int first, int end, int place, int count)
    {
        for (int query = first; query < end; query++)
        {
            for (int j = query < rows.Shared ? Math.Max(0, query - place) : 0; j < count; j++)
            {
                Offer(query, place + j, _cosines[((query - first) * PanelProducts.RightWidth) + j]);
            }
        }
    }

    /// <summary>Offers a cosine to a query and, where the row of the pool is a later query, to that one.</summary>
    private void Offer(int query, int place, float cosine)
    {
        int queryRow = rows.Queries[query];
        int poolRow = rows.Pool[place];
        bool forQuery = top.Wants(query, cosine, poolRow);
        bool forPlace = query < place && place < rows.Shared && top.Wants(place, cosine, queryRow);
        if ((forQuery || forPlace) && !rules.Forbids(queryRow, poolRow))
        {
            if (forQuery)
            {
                top.Add(query, cosine, poolRow);
            }

            if (forPlace)
            {
                top.Add(place, cosine, queryRow);
            }
        }
    }
}
