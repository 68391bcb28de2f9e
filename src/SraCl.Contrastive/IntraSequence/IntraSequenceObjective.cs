using SraCl.Batching;
using SraCl.Contrastive.Losses;
using SraCl.Contrastive.Views;
using SraCl.Encoders;
using SraCl.Neighbors;
using SraCl.Objectives;
using static TorchSharp.torch;

namespace SraCl.Contrastive.IntraSequence;

/// <summary>
/// SRA-CL's item loss (eq. 14): two views of the same sequence, each with some items replaced by semantic neighbors, find each other among the
/// views of the batch.
/// </summary>
/// <remarks>Has no trainable part of its own. Immutable, hence safe for concurrent use.</remarks>
public sealed class IntraSequenceObjective : IObjective
{
    private readonly EncodingRequest _first;
    private readonly EncodingRequest _second;
    private readonly ContrastiveLossOptions _loss;
    private readonly FalseNegatives _falseNegatives;

    /// <summary>Creates the objective.</summary>
    /// <param name="neighbors">The semantic neighbors of every item.</param>
    /// <param name="options">The configuration; read once; null for the defaults.</param>
    /// <exception cref="SraClException">The options are not valid, or want more neighbors than the table holds.</exception>
    public IntraSequenceObjective(ItemNeighbors neighbors, IntraSequenceOptions? options = null)
    {
        options ??= new IntraSequenceOptions();
        options.Validate();
        _first = new EncodingRequest(new SemanticSubstitution("intra-sequence view 1", neighbors, options.Substitution));
        _second = new EncodingRequest(new SemanticSubstitution("intra-sequence view 2", neighbors, options.Substitution));
        _loss = options.Loss;
        _falseNegatives = new FalseNegatives(options.FalseNegatives);
        Encodings = [_first, _second];
    }

    /// <inheritdoc/>
    public string Name => "intra-sequence contrast";

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
