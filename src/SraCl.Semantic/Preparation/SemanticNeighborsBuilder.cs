using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Retrieval;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Preparation;

/// <summary>Finds the semantic neighbors of the items and of the training samples of a data set.</summary>
/// <remarks>
/// <para>
/// An item whose vector is zero (nothing is known about it) has no neighbors and is nobody's. A sample whose vector is zero is nobody's neighbor either, but gets
/// neighbors as though all were equally near, since training needs some.
/// </para>
/// <para>Deterministic whatever the number of threads. Safe for concurrent use.</para>
/// </remarks>
public static class SemanticNeighborsBuilder
{
    /// <summary>Finds neighbors, samples being embedded as the mean of their items. No validation or test event is used.</summary>
    /// <param name="train">What training may see.</param>
    /// <param name="itemEmbeddings">The items' vectors, N + 1 rows by dense id.</param>
    /// <param name="options">The rules; null for the defaults.</param>
    /// <param name="details">Where the vectors come from.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The neighbors.</returns>
    /// <exception cref="ArgumentException">The vectors have another number of rows than N + 1.</exception>
    /// <exception cref="SraClException">An option is out of its range, the pool is <see cref="SequencePool.AllPrefixes"/>, or there are not more than k items or samples.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SemanticNeighbors Build(
        TrainingSplit train, EmbeddingMatrix itemEmbeddings, SemanticNeighborsOptions? options = null, SemanticDetails? details = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(itemEmbeddings);
        options = CheckTraining(options);
        CheckItems(train, itemEmbeddings);
        SequenceWindow[] windows = SequenceWindows.OfTraining(train);
        EmbeddingMatrix sequenceEmbeddings = SequenceEmbeddings.MeanOfItems(itemEmbeddings, train.Sequences, windows, options.MaxLength);
        return Find(train, train.Sequences, windows, itemEmbeddings, sequenceEmbeddings, options, MeanOfItems(details, options), cancellationToken);
    }

    /// <summary>Finds neighbors by given vectors of the samples. No validation or test event is used, unless the vectors know some.</summary>
    /// <param name="train">What training may see.</param>
    /// <param name="itemEmbeddings">The items' vectors, N + 1 rows by dense id.</param>
    /// <param name="sequenceEmbeddings">The samples' vectors, in the order of <see cref="SequenceWindows.OfTraining"/>.</param>
    /// <param name="options">The rules; null for the defaults.</param>
    /// <param name="details">Where the vectors come from.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The neighbors.</returns>
    /// <exception cref="ArgumentException">The vectors have another number of rows than N + 1 or than there are samples.</exception>
    /// <exception cref="SraClException">An option is out of its range, the pool is <see cref="SequencePool.AllPrefixes"/>, or there are not more than k items or samples.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SemanticNeighbors Build(
        TrainingSplit train,
        EmbeddingMatrix itemEmbeddings,
        EmbeddingMatrix sequenceEmbeddings,
        SemanticNeighborsOptions? options = null,
        SemanticDetails? details = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(itemEmbeddings);
        ArgumentNullException.ThrowIfNull(sequenceEmbeddings);
        options = CheckTraining(options);
        CheckItems(train, itemEmbeddings);
        SequenceWindow[] windows = SequenceWindows.OfTraining(train);
        return Find(train, train.Sequences, windows, itemEmbeddings, sequenceEmbeddings, options, details ?? new SemanticDetails(), cancellationToken);
    }

    /// <summary>
    /// Finds neighbors among all prefixes (<see cref="SequencePool.AllPrefixes"/>), as the official SRA-CL code does: inputs of validation and test can be neighbors of
    /// training samples. Their last items, the test targets, are not used.
    /// </summary>
    /// <param name="split">The whole split.</param>
    /// <param name="itemEmbeddings">The items' vectors, N + 1 rows by dense id.</param>
    /// <param name="sequenceEmbeddings">The prefixes' vectors, in the order of <see cref="SequenceWindows.OfAll"/>; null for the mean of their items.</param>
    /// <param name="options">The rules; null for <see cref="SemanticNeighborsOptions.Official"/>.</param>
    /// <param name="details">Where the vectors come from.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The neighbors; prefixes that are no training samples have none.</returns>
    /// <exception cref="ArgumentException">The vectors have another number of rows than N + 1 or than there are prefixes.</exception>
    /// <exception cref="SraClException">An option is out of its range, the pool is another, or there are not more than k items or prefixes.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SemanticNeighbors BuildFromAllPrefixes(
        DatasetSplit split,
        EmbeddingMatrix itemEmbeddings,
        EmbeddingMatrix? sequenceEmbeddings = null,
        SemanticNeighborsOptions? options = null,
        SemanticDetails? details = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(itemEmbeddings);
        options ??= SemanticNeighborsOptions.Official;
        options.Validate();
        if (options.SequencePool != SequencePool.AllPrefixes)
        {
            throw new SraClException(
                $"{nameof(SemanticNeighborsOptions)}.{nameof(options.SequencePool)} is {options.SequencePool}, which needs the training split alone. Call {nameof(Build)}, or choose {SequencePool.AllPrefixes}.");
        }

        CheckItems(split.Train, itemEmbeddings);
        SequenceWindow[] windows = SequenceWindows.OfAll(split);
        ItemSequences sequences = SequenceWindows.WithoutTargets(split);
        details = sequenceEmbeddings is null ? MeanOfItems(details, options) : details ?? new SemanticDetails();
        sequenceEmbeddings ??= SequenceEmbeddings.MeanOfItems(itemEmbeddings, sequences, windows, options.MaxLength);
        return Find(split.Train, sequences, windows, itemEmbeddings, sequenceEmbeddings, options, details, cancellationToken);
    }

    private static SemanticNeighborsOptions CheckTraining(SemanticNeighborsOptions? options)
    {
        options ??= new SemanticNeighborsOptions();
        options.Validate();
        return options.SequencePool != SequencePool.AllPrefixes ? options : throw new SraClException(
            $"{nameof(SemanticNeighborsOptions)}.{nameof(options.SequencePool)} is {options.SequencePool}, which needs more than the training split. Call {nameof(BuildFromAllPrefixes)} with the whole split.");
    }

    private static void CheckItems(TrainingSplit train, EmbeddingMatrix itemEmbeddings)
    {
        if (itemEmbeddings.RowCount != train.ItemCount + 1)
        {
            throw new ArgumentException(
                $"The items' vectors have {itemEmbeddings.RowCount} rows; expected {train.ItemCount + 1}, one for padding and one for each of the {train.ItemCount} items.", nameof(itemEmbeddings));
        }
    }

    private static SemanticDetails MeanOfItems(SemanticDetails? details, SemanticNeighborsOptions options)
    {
        details ??= new SemanticDetails();
        return details with { SequenceEmbedder = details.SequenceEmbedder ?? $"mean of the newest {options.MaxLength} items" };
    }

    private static SemanticNeighbors Find(
        TrainingSplit train,
        ItemSequences sequences,
        SequenceWindow[] windows,
        EmbeddingMatrix itemEmbeddings,
        EmbeddingMatrix sequenceEmbeddings,
        SemanticNeighborsOptions options,
        SemanticDetails details,
        CancellationToken cancellationToken)
    {
        if (sequenceEmbeddings.RowCount != windows.Length)
        {
            throw new ArgumentException($"The sequences' vectors have {sequenceEmbeddings.RowCount} rows; expected {windows.Length}, one a prefix.", nameof(sequenceEmbeddings));
        }

        CheckK(options.K, train.ItemCount, "items");
        CheckK(options.K, windows.Length, "sequences");
        bool[] knownItems = NotZero(itemEmbeddings);
        bool[] itemPool = [options.Padding == PaddingRow.InPool, .. knownItems.AsSpan(1)];
        NeighborTable items = Search(
            itemEmbeddings, new NeighborRules { Self = options.Self, Padding = options.Padding, Pool = itemPool, Queries = knownItems }, options, cancellationToken);
        NeighborTable samples = Search(sequenceEmbeddings, SampleRules(train, windows, NotZero(sequenceEmbeddings), options), options, cancellationToken);
        return new SemanticNeighbors(
            itemEmbeddings, new ItemNeighbors(items), new SampleNeighbors(sequences, windows, sequenceEmbeddings, samples), options with { Cache = null }, details);
    }

    private static NeighborTable Search(EmbeddingMatrix embeddings, NeighborRules rules, SemanticNeighborsOptions options, CancellationToken cancellationToken) =>
        options.Cache is { } cache
            ? cache.Find(embeddings, options.K, rules, cancellationToken: cancellationToken)
            : NearestNeighbors.Find(embeddings, options.K, rules, cancellationToken: cancellationToken);

    private static NeighborRules SampleRules(TrainingSplit train, SequenceWindow[] windows, bool[] known, SemanticNeighborsOptions options)
    {
        bool[] pool = options.SequencePool == SequencePool.OnePerUser
            ? Array.ConvertAll(windows, window => window.End == train.Sequences.Length(window.User) - 1).Zip(known, (newest, notZero) => newest && notZero).ToArray()
            : known;
        return new NeighborRules
        {
            Self = options.Self,
            Groups = options.ExcludeSameUser ? Array.ConvertAll(windows, window => window.User) : null,
            Pool = pool,
            Queries = Array.ConvertAll(windows, window => window.End < train.Sequences.Length(window.User)),
        };
    }

    private static void CheckK(int k, int count, string what)
    {
        if (k >= count)
        {
            throw new SraClException($"{nameof(SemanticNeighborsOptions)}.{nameof(SemanticNeighborsOptions.K)} is {k} but there are {count} {what}; expected fewer neighbors than that.");
        }
    }

    private static bool[] NotZero(EmbeddingMatrix matrix)
    {
        var known = new bool[matrix.RowCount];
        for (int row = 0; row < known.Length; row++)
        {
            known[row] = matrix[row].ContainsAnyExcept(0f);
        }

        return known;
    }
}
