using SraCl.Batching;
using SraCl.Contrastive.Losses;
using SraCl.Encoders;
using SraCl.Objectives;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.SameTarget;

/// <summary>
/// DuoRec's contrastive loss (Qiu et al., WSDM 2022): a sequence and another one that leads to the same item find each other among those of the batch,
/// and so do two encodings of one sequence that differ in dropout.
/// </summary>
/// <remarks>
/// The positive is drawn uniformly from all other prefixes of the training split with the same target, whatever windows the run trains on; a sample whose
/// target has no other is its own positive, encoded once more. Has no trainable part of its own. Immutable, hence safe for concurrent use.
/// </remarks>
public sealed class DuoRecObjective : IObjective
{
    private readonly (EncodingRequest Anchor, EncodingRequest Positive)[] _pairs;
    private readonly ContrastiveLossOptions _loss;
    private readonly FalseNegatives _falseNegatives;

    /// <summary>Creates the objective and, where its pairs need one, an index of the training prefixes by target.</summary>
    /// <param name="train">The training split.</param>
    /// <param name="options">The configuration; read once; null for the defaults.</param>
    /// <exception cref="SraClException">The options are not valid.</exception>
    public DuoRecObjective(TrainingSplit train, DuoRecOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new DuoRecOptions();
        options.Validate();
        var dropout = new EncodingRequest(StandardFields.History);
        _pairs = options.Pairs switch
        {
            DuoRecPairs.HistoryAndDropout => [(StandardEncodings.History, dropout)],
            DuoRecPairs.HistoryAndSameTarget => [(StandardEncodings.History, SameTarget(train))],
            DuoRecPairs.Both => [(StandardEncodings.History, dropout), (StandardEncodings.History, SameTarget(train))],
            _ => [(dropout, SameTarget(train))],
        };
        _loss = options.Loss;
        _falseNegatives = new FalseNegatives(options.FalseNegatives);
        Encodings = _pairs.SelectMany(pair => new[] { pair.Anchor, pair.Positive }).Distinct().ToArray();
    }

    /// <inheritdoc/>
    public string Name => "DuoRec contrast";

    /// <inheritdoc/>
    public IReadOnlyList<BatchField> Fields => _falseNegatives.Fields;

    /// <inheritdoc/>
    public IReadOnlyList<EncodingRequest> Encodings { get; }

    /// <inheritdoc/>
    public Tensor Compute(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        using DisposeScope scope = NewDisposeScope();
        Tensor? mask = _falseNegatives.Mask(step); // [B, B]
        Tensor[] losses = Array.ConvertAll(_pairs, pair => ContrastiveLoss.Compute(step.Encoding(pair.Anchor), step.Encoding(pair.Positive), _loss, mask));
        return (losses.Length == 1 ? losses[0] : losses[0] + losses[1]).MoveToOuterDisposeScope();
    }

    private static EncodingRequest SameTarget(TrainingSplit train) => new(new SameTargetField(new SameTargetIndex(train)));
}
