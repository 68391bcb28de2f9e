using SraCl.Neighbors;
using SraCl.Semantic.Numerics;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Embeddings;

/// <summary>
/// Embeds items by the users they share, without any text: what SRA-CL's ablation "without semantics" retrieves neighbors with.
/// </summary>
/// <remarks>
/// The matrix of items and users who have them is weighted by the rarity of a user's having an item, as words are in
/// <see cref="LatentSemanticEmbedder"/>, and decomposed in the same way. Deterministic whatever the number of threads. Safe for concurrent use.
/// </remarks>
public static class CollaborativeEmbedder
{
    /// <summary>Embeds the items of a data set.</summary>
    /// <param name="train">What training may see; no later event is used.</param>
    /// <param name="options">The configuration; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>N + 1 rows: row i is the vector of the item of dense id i, at length 1; those of row 0 (padding) and of items without a user are zero.</returns>
    /// <exception cref="SraClException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static EmbeddingMatrix Embed(TrainingSplit train, CollaborativeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new CollaborativeOptions();
        var decomposition = new Decomposition(nameof(CollaborativeOptions), options.Dimension, options.Iterations, options.Seed, options.MaxDegreeOfParallelism);
        return decomposition.Embed(ItemsByUsers(train), cancellationToken);
    }

    private static SparseMatrix ItemsByUsers(TrainingSplit train)
    {
        ItemSequences sequences = train.Sequences;
        var offsets = new int[sequences.Count + 1];
        var items = new List<int>();
        var weights = new List<float>();
        for (int user = 0; user < sequences.Count; user++)
        {
            int[] own = sequences[user].ToArray().Distinct().ToArray();
            items.AddRange(own);
            weights.AddRange(Enumerable.Repeat((float)(1 + Math.Log((1.0 + train.ItemCount) / (1 + own.Length))), own.Length));
            offsets[user + 1] = items.Count;
        }

        SparseMatrix matrix = new SparseMatrix(train.ItemCount + 1, offsets, [.. items], [.. weights]).Transpose();
        matrix.NormalizeRows();
        return matrix;
    }
}
