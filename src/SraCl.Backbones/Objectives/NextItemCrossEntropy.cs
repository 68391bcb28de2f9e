using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Objectives;
using static TorchSharp.torch;

namespace SraCl.Backbones.Objectives;

/// <summary>
/// The main loss of the SRA-CL paper (eq. 3): the cross-entropy of the item that really came next under a softmax over all items.
/// </summary>
/// <remarks>
/// L = mean over samples of −log softmax(h · Eᵀ)[target], over the items 1..N (the padding row takes no part, as in the official
/// code), with the backbone's biases where it has some, without scaling. Reads <see cref="StandardEncodings.History"/>, which other objectives may share. Immutable, hence safe for
/// concurrent use.
/// </remarks>
public sealed class NextItemCrossEntropy : IObjective
{
    /// <inheritdoc/>
    public string Name => "next-item cross-entropy";

    /// <inheritdoc/>
    public IReadOnlyList<BatchField> Fields { get; } = [StandardFields.Target];

    /// <inheritdoc/>
    public IReadOnlyList<EncodingRequest> Encodings { get; } = [StandardEncodings.History];

    /// <inheritdoc/>
    public Tensor Compute(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Tensor vectors = ItemScoring.Vectors(step.Backbone); // [N, D]
        Tensor states = ItemScoring.Representations(step.Encoding(StandardEncodings.History), vectors); // [B, D]
        return CatalogueCrossEntropy.Compute(states, vectors, step.Ids(StandardFields.Target) - 1L, step.ForEach);
    }
}
