using SraCl.Batching;
using SraCl.Contrastive.Losses;
using SraCl.Encoders;
using SraCl.Modeling;
using SraCl.Objectives;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Augmentation;

/// <summary>
/// CL4SRec's contrastive loss (Xie et al., ICDE 2022): two views of the same sequence, each cropped, masked or reordered, find each other among the views
/// of the batch.
/// </summary>
/// <remarks>
/// A sequence of one item is both of its views. Deviations from the code in circulation (DuoRec's): its data loader writes masks and reorderings into the training
/// sequences themselves, where they add up over the epochs; here a view is a copy. A share of the length that is whole is not rounded down by one for the sake of
/// floating point. Has no trainable part of its own. Immutable, hence safe for concurrent use.
/// </remarks>
public sealed class Cl4SRecObjective : IObjective
{
    private readonly EncodingRequest _first;
    private readonly EncodingRequest _second;
    private readonly ContrastiveLossOptions _loss;
    private readonly FalseNegatives _falseNegatives;

    /// <summary>Creates the objective.</summary>
    /// <param name="backbone">The backbone that encodes the views; its mask token hides items.</param>
    /// <param name="options">The configuration; read once; null for the defaults.</param>
    /// <exception cref="SraClException">The options are not valid, or the backbone has no mask token and they want one.</exception>
    public Cl4SRecObjective(ISequenceBackbone backbone, Cl4SRecOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        options ??= new Cl4SRecOptions();
        options.Validate();
        int mask = options.Mask == MaskKind.Padding ? 0 : backbone.MaskToken ?? throw new SraClException(
            $"The CL4SRec contrast hides items behind a mask token, but {backbone.GetType().Name} has none. Switch on the backbone's mask token, or hide items "
            + $"behind padding: options.{nameof(options.Mask)} = {nameof(MaskKind)}.{nameof(MaskKind.Padding)}.");
        _first = new EncodingRequest(new AugmentedView(isSecond: false, options, mask));
        _second = new EncodingRequest(new AugmentedView(isSecond: true, options, mask));
        _loss = options.Loss;
        _falseNegatives = new FalseNegatives(options.FalseNegatives);
        Encodings = [_first, _second];
    }

    /// <inheritdoc/>
    public string Name => "CL4SRec contrast";

    /// <inheritdoc/>
    public IReadOnlyList<BatchField> Fields => _falseNegatives.Fields;

    /// <inheritdoc/>
    public IReadOnlyList<EncodingRequest> Encodings { get; }

    /// <inheritdoc/>
    public Tensor Compute(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        using Tensor? mask = _falseNegatives.Mask(step); // [B, B]
        return ContrastiveLoss.Compute(step.Encoding(_first), step.Encoding(_second), _loss, mask);
    }
}
