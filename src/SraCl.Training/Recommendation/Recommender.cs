using System.Runtime.InteropServices;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Training.Evaluation;
using SraCl.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Recommendation;

/// <summary>Recommends with a trained backbone: encodes the history, scores the whole catalogue and takes the best.</summary>
/// <remarks>
/// Safe for concurrent use; make one and keep it. The backbone must not be trained or moved to another device meanwhile. Native memory of a call is
/// freed before it returns. Items with equal scores come in no particular order.
/// </remarks>
public sealed class Recommender : IRecommender, IDisposable
{
    private readonly ISequenceBackbone _backbone;
    private readonly IdMap _items;
    private readonly Tensor _vectors;
    private readonly SavedModel? _owned;

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
        _items = items;
        backbone.Module.eval();
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        _vectors = ItemScoring.Vectors(backbone).DetachFromDisposeScope(); // [N, D]
    }

    /// <inheritdoc/>
    public IReadOnlyList<RecommendedItem> Recommend(
        IReadOnlyList<string> history, int count, RecommendationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= RecommendationOptions.Default;
        if (count > _items.Count)
        {
            throw new SraClException($"{count} recommendations are wanted, but the catalogue has {_items.Count} items. Ask for 1 to {_items.Count}.");
        }

        long[] known = KnownItems(history, options.UnknownItems);
        long[] masked = options.SeenItems == SeenItems.Mask ? known.Distinct().Select(item => item - 1).ToArray() : [];
        int best = Math.Min(count, _items.Count - masked.Length);
        cancellationToken.ThrowIfCancellationRequested();
        return best == 0 ? [] : Best(known, masked, best);
    }

    /// <summary>Disposes the model if it was made over a loaded one. No call may be under way or follow.</summary>
    public void Dispose()
    {
        _vectors.Dispose();
        _owned?.Dispose();
    }

    private RecommendedItem[] Best(long[] known, long[] masked, int count)
    {
        // Both are bound to the thread, so concurrent calls do not see each other's.
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        ReadOnlySpan<long> newest = known.AsSpan(Math.Max(0, known.Length - _backbone.MaxLength));
        Tensor ids = tensor(newest.ToArray(), dtype: ScalarType.Int64, device: _vectors.device).unsqueeze(0); // [1, L]
        Tensor scores = ItemScoring.Representations(_backbone.Encode(ids), _vectors).mm(_vectors.t()).squeeze(0); // [N]
        if (masked.Length > 0)
        {
            scores.index_fill_(0, tensor(masked, dtype: ScalarType.Int64, device: _vectors.device), float.NegativeInfinity);
        }

        (Tensor values, Tensor indices) = scores.topk(count);
        ReadOnlySpan<float> bestScores = MemoryMarshal.Cast<byte, float>(values.cpu().bytes);
        ReadOnlySpan<long> bestIndices = MemoryMarshal.Cast<byte, long>(indices.cpu().bytes);
        var recommendations = new RecommendedItem[count];
        for (int i = 0; i < count; i++)
        {
            // NaN sorts before every number, so damaged scores cannot hide behind good ones.
            if (!float.IsFinite(bestScores[i]))
            {
                throw new SraClException(
                    $"The score of item '{_items.ExternalId((int)bestIndices[i] + 1)}' is {bestScores[i]}. The model's weights are damaged or its training has diverged; load another model.");
            }

            recommendations[i] = new RecommendedItem(_items.ExternalId((int)bestIndices[i] + 1), bestScores[i]);
        }

        return recommendations;
    }

    private long[] KnownItems(IReadOnlyList<string> history, UnknownItems policy)
    {
        if (history.Count == 0)
        {
            throw new ArgumentException("The history is empty; a recommendation needs at least one item.", nameof(history));
        }

        var known = new List<long>(history.Count);
        var unknown = new List<string>();
        foreach (string externalId in history)
        {
            if (string.IsNullOrEmpty(externalId))
            {
                throw new ArgumentException("The history has a null or empty item id.", nameof(history));
            }

            if (_items.TryGetId(externalId, out int id))
            {
                known.Add(id);
            }
            else
            {
                unknown.Add(externalId);
            }
        }

        if (unknown.Count > 0 && (policy == UnknownItems.Throw || known.Count == 0))
        {
            const int Shown = 5;
            string names = string.Join(", ", unknown.Distinct(StringComparer.Ordinal).Take(Shown).Select(id => $"'{id}'"));
            string cure = known.Count == 0
                ? "No item of the history is known to the model: check that the ids are those of the training data."
                : $"Leave them out, or set {nameof(RecommendationOptions)}.{nameof(RecommendationOptions.UnknownItems)} to {nameof(UnknownItems.Ignore)}.";
            throw new SraClException($"The model does not know {unknown.Count} of {history.Count} items of the history: {names}{(unknown.Count > Shown ? ", ..." : string.Empty)}. {cure}");
        }

        return [.. known];
    }
}
