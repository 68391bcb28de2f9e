using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Backbones.Objectives;

/// <summary>SASRec's own loss: at every position the item that follows, against one that the user never had.</summary>
/// <remarks>
/// <para>
/// L = mean over all positions t of all samples of −log σ(h_t · e₊) − log(1 − σ(h_t · e₋)) (Kang and McAuley, "Network Training"), with the backbone's biases where it has
/// some. e₊ is the item after position t, e₋ is drawn anew in every epoch, uniformly from the items that are not in the training part of the user's sequence; for
/// a user who had all of them, from all but e₊. The official code guards the logarithms with 1e-24; here they are computed without overflow.
/// </para>
/// <para>
/// Meant for <c>TrainingWindows.Shifted</c>, under which every item is predicted once an epoch; with other windows, items early in long sequences count many times.
/// Wants a backbone whose states see no newer item. Immutable, hence safe for concurrent use.
/// </para>
/// </remarks>
public sealed class AllPositionBinaryCrossEntropy : IObjective
{
    private readonly NextItemsField _positives = new();
    private readonly UnseenItemsField _negatives;
    private readonly EncodingRequest _states = new(StandardFields.History, EncodingOutput.Positions);

    /// <summary>Creates the objective.</summary>
    /// <param name="train">What training may see: what users had is read from here, once.</param>
    /// <exception cref="SraClException">The catalogue has one item alone, so that there is nothing to tell it from.</exception>
    public AllPositionBinaryCrossEntropy(TrainingSplit train)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (train.ItemCount < 2)
        {
            throw new SraClException($"The catalogue has {train.ItemCount} item; telling the next item from others takes at least 2. Load data with more items.");
        }

        _negatives = new UnseenItemsField(new UnseenItems(train));
        Fields = [_positives, _negatives];
        Encodings = [_states];
    }

    /// <inheritdoc/>
    public string Name => "all-position binary cross-entropy";

    /// <inheritdoc/>
    public IReadOnlyList<BatchField> Fields { get; }

    /// <inheritdoc/>
    public IReadOnlyList<EncodingRequest> Encodings { get; }

    /// <inheritdoc/>
    public Tensor Compute(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        using DisposeScope scope = NewDisposeScope();
        Tensor vectors = ItemScoring.Vectors(step.Backbone); // [N, D]
        Tensor states = ItemScoring.Representations(step.Encoding(_states), vectors); // [T, D]
        Tensor losses = F.softplus(-Scores(_positives)) + F.softplus(Scores(_negatives)); // [T]: −log σ(x) = softplus(−x)
        return losses.mean().MoveToOuterDisposeScope();

        Tensor Scores(BatchField<IdColumn> items) => (states * vectors.index_select(0, step.Ids(items) - 1L)).sum(dim: 1); // [T]
    }
}
