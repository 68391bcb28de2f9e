using System.Collections.Concurrent;
using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Training.Models;
using SraCl.Training.Ranking;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Recommendation;

/// <summary>Recommends with a trained backbone: encodes histories, scores the catalogue in chunks and takes the best. Nothing semantic is loaded.</summary>
/// <remarks>
/// <para>
/// Safe for concurrent use; make one and keep it. The backbone must not be trained or moved to another device meanwhile. Native memory of a call is
/// freed before it returns: of scores there are 4 MiB at most, however large the catalogue and the batch are. Items with equal scores come in the order of <see cref="Items"/>.
/// The same call gives the same answer, to the last bit, whatever runs beside it, on one CPU and number of operator threads.
/// </para>
/// <para>
/// In a server give operators one thread (<see cref="RecommenderOptions.OperatorThreads"/>; <c>AddRecommender</c> does): a call is dozens of short operators, and calls run side by side
/// anyway.
/// </para>
/// <para>Calls are measured by the meter <see cref="MeterName"/>: <c>sracl.recommendation.duration</c> (s) and <c>sracl.recommendation.requests</c>, both by <c>operation</c>
/// (recommend, recommend_batch, similar) and <c>outcome</c> (ok, unknown_item, invalid, cancelled, error), and <c>sracl.recommendation.unknown_items</c>.</para>
/// </remarks>
public sealed class Recommender : IRecommender, IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "SraCl.Recommendation";

    /// <summary>How many histories are encoded and scored together.</summary>
    private const int BlockSize = 64;

    /// <summary>How many scores there are at a time: 4 MiB.</summary>
    private const int BlockScores = 1 << 20;

    /// <summary>How many items are scored before a call looks whether it is cancelled.</summary>
    private const int LargestChunk = 1 << 16;

    private readonly ISequenceBackbone _backbone;
    private readonly Tensor _vectors;
    private readonly Tensor _directions;
    private readonly Tensor _inverseNorms;
    private readonly TopItems _best;
    private readonly TopItems _nearest;
    private readonly SavedModel? _owned;
    private readonly ConcurrentBag<SequenceEncoder> _encoders = [];
    private int _calls;
    private int _disposed;

    /// <summary>Creates a recommender over a loaded model.</summary>
    /// <param name="model">The model; owned by the recommender from now on.</param>
    public Recommender(SavedModel model)
        : this((model ?? throw new ArgumentNullException(nameof(model))).Backbone, model.Items)
    {
        _owned = model;
    }

    /// <summary>Creates a recommender over a backbone.</summary>
    /// <param name="backbone">The backbone; switched to evaluation mode, and still owned by the caller.</param>
    /// <param name="items">The map between external item ids and the backbone's dense ids.</param>
    /// <exception cref="ArgumentException">Map and backbone have different numbers of items.</exception>
    public Recommender(ISequenceBackbone backbone, IdMap items)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count != backbone.ItemCount)
        {
            throw new ArgumentException($"The map has {items.Count} items, the backbone {backbone.ItemCount}; they must belong together.", nameof(items));
        }

        _backbone = backbone;
        Items = items;
        backbone.Module.eval();
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();

        // What a backbone gives may be its own parameter, which is not to be disposed with the recommender.
        _vectors = ItemScoring.Vectors(backbone).alias().DetachFromDisposeScope(); // [N, D], or [N, D + 1] with biases
        _directions = backbone.ItemVectors().alias().DetachFromDisposeScope(); // [N, D]
        Tensor norms = _directions.norm(1); // [N]
        Tensor zero = norms.eq(0);
        _inverseNorms = norms.masked_fill(zero, 1).reciprocal().masked_fill(zero, 0).DetachFromDisposeScope(); // [N]
        _best = new TopItems(_vectors) { Name = items.ExternalId };
        _nearest = new TopItems(_directions) { Name = items.ExternalId, Scales = _inverseNorms };
    }

    /// <inheritdoc/>
    public IdMap Items { get; }

    /// <inheritdoc/>
    public IReadOnlyList<RecommendedItem> Recommend(
        IReadOnlyList<string> history, int count, RecommendationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        return RecommendationMetrics.Measure("recommend", 1, () => Guarded(() =>
        {
            PreparedRequest request = PreparedRequest.Of(Items, _backbone.MaxLength, new RecommendationRequest(history, count, options));
            RecommendationMetrics.CountUnknown(request.UnknownCount);
            return Answer([request], cancellationToken)[0];
        }));
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<RecommendedItem>> RecommendBatch(IReadOnlyList<RecommendationRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return RecommendationMetrics.Measure("recommend_batch", requests.Count, () => Guarded(() =>
        {
            var prepared = new PreparedRequest[requests.Count];
            for (int i = 0; i < prepared.Length; i++)
            {
                RecommendationRequest request = requests[i] ?? throw new ArgumentException($"Request {i + 1} of {requests.Count} is null.", nameof(requests));
                prepared[i] = PreparedRequest.Of(Items, _backbone.MaxLength, request, FormattableString.Invariant($"Request {i + 1} of {requests.Count}: "));
            }

            RecommendationMetrics.CountUnknown(prepared.Sum(request => request.UnknownCount));
            return Answer(prepared, cancellationToken);
        }));
    }

    /// <inheritdoc/>
    public IReadOnlyList<RecommendedItem> Similar(string itemId, int count, SimilarItemsOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(itemId);
        options ??= SimilarItemsOptions.Default;
        return RecommendationMetrics.Measure("similar", 1, () => Guarded(() =>
        {
            PreparedRequest.CheckCount(Items, count);
            PreparedRequest.CheckFilter(Items, options.Filter);
            if (!Items.TryGetId(itemId, out int item))
            {
                throw new UnknownItemException($"The model does not know the item '{itemId}'. Give the id of one of its {Items.Count} items, such as '{Items.ExternalId(1)}'.", [itemId]);
            }

            var query = new TopQuery(count, options.Filter, PreparedRequest.Excluded(Items, [item], options.ExcludedItems));
            cancellationToken.ThrowIfCancellationRequested();

            // Both are bound to the thread, so concurrent calls do not see each other's.
            using IDisposable noGradient = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Tensor direction = _directions.narrow(0, item - 1, 1).mul(_inverseNorms.narrow(0, item - 1, 1)); // [1, D]
            return External(_nearest.Find(direction, [query], LargestChunk, cancellationToken)[0]);
        }));
    }

    /// <summary>Disposes the model if the recommender was made over a loaded one. Waits for calls that are under way; later ones raise <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // A call takes milliseconds, and freeing its tensors under it would end the process.
        SpinWait.SpinUntil(() => Volatile.Read(ref _calls) == 0);
        _vectors.Dispose();
        _directions.Dispose();
        _inverseNorms.Dispose();
        _owned?.Dispose();
    }

    private T Guarded<T>(Func<T> call)
    {
        Interlocked.Increment(ref _calls);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return call();
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    private RecommendedItem[][] Answer(PreparedRequest[] requests, CancellationToken cancellationToken)
    {
        var answers = new RecommendedItem[requests.Length][];
        Array.Fill(answers, []);

        // Histories of one length stand together, so that a block hardly needs padding.
        int[] order = [.. Enumerable.Range(0, requests.Length).Where(i => requests[i].Query.Available(Items.Count) > 0).OrderBy(i => requests[i].Newest.Length)];
        foreach (int[] block in order.Chunk(BlockSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            ScoredItem[][] best = Best(Array.ConvertAll(block, i => requests[i]), cancellationToken);
            for (int row = 0; row < block.Length; row++)
            {
                answers[block[row]] = External(best[row]);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return answers;
    }

    private ScoredItem[][] Best(PreparedRequest[] requests, CancellationToken cancellationToken)
    {
        var histories = new RaggedSequences();
        foreach (PreparedRequest request in requests)
        {
            histories.Add(request.Newest);
        }

        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor representations = ItemScoring.Representations(Encode(histories), _vectors); // [B, D]
        int chunk = Math.Min(LargestChunk, BlockScores / requests.Length);
        return _best.Find(representations, Array.ConvertAll(requests, request => request.Query), chunk, cancellationToken);
    }

    private Tensor Encode(RaggedSequences histories)
    {
        // An encoder serves one call at a time and keeps its memory; there are as many as there were ever calls at once.
        if (!_encoders.TryTake(out SequenceEncoder? encoder))
        {
            encoder = new SequenceEncoder(_backbone, _vectors.device);
        }

        Tensor representations = encoder.Encode(histories);
        _encoders.Add(encoder);
        return representations;
    }

    private RecommendedItem[] External(ScoredItem[] items) => Array.ConvertAll(items, item => new RecommendedItem(Items.ExternalId(item.Item), item.Score));
}
