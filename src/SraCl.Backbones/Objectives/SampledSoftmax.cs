using System.Runtime.InteropServices;
using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Objectives;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Backbones.Objectives;

/// <summary>
/// GRU4Rec's main losses (Hidasi and Karatzoglou, CIKM 2018): a sample's target against the targets of the other samples of its batch and items drawn
/// by popularity, instead of the whole catalogue.
/// </summary>
/// <remarks>
/// <para>
/// With r the scores of the B targets and the S drawn items for a sample, r_i that of its own target: cross-entropy −log softmax(r)_i; BPR-max, with ELU on r
/// and s = softmax over j ≠ i, −log Σ_j s_j σ(r_i − r_j) + λ Σ_j s_j r_j². The mean over the samples. A sample without any item to compete with has loss 0.
/// </para>
/// <para>
/// Deviations from the official code: logarithms of sums are taken as such, not with 1e-24 added; items are drawn by the samples, each its share, from
/// counter-based streams, and not from a cache. As there, the logQ correction takes numbers of events as they are
/// (<see cref="LogQCorrection.Counts"/>).
/// </para>
/// <para>
/// In place of the full softmax, for catalogues that are too large for it, take <see cref="SampledSoftmaxPresets.FullSoftmax"/>: its sum over the competitors has the
/// full softmax's sum as its expected value, so that the gradients come the nearer to the full softmax's the more items are drawn.
/// </para>
/// <para>Reads <see cref="StandardEncodings.History"/>, which other objectives may share. Immutable, hence safe for concurrent use.</para>
/// </remarks>
public sealed class SampledSoftmax : IObjective
{
    private readonly ItemPopularity _popularity;
    private readonly SampledItemsField _drawn;
    private readonly SampledLoss _loss;
    private readonly double _exponent;
    private readonly double _logQ;
    private readonly LogQCorrection _correction;
    private readonly double _penalty;
    private readonly double _elu;
    private readonly bool _removeHits;

    /// <summary>Creates the objective.</summary>
    /// <param name="train">The training split, whose events say how often each item occurs.</param>
    /// <param name="options">The configuration; read once; null for the defaults.</param>
    /// <exception cref="SraClException">The options are not valid, or the split has no event.</exception>
    public SampledSoftmax(TrainingSplit train, SampledSoftmaxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new SampledSoftmaxOptions();
        options.Validate();
        _popularity = new ItemPopularity(train, options.PopularityExponent);
        _drawn = new SampledItemsField(_popularity, options.Samples);
        _loss = options.Loss;
        _exponent = options.PopularityExponent;
        _logQ = options.LogQ;
        _correction = options.Correction;
        _penalty = options.ScorePenalty;
        _elu = options.Elu;
        _removeHits = options.RemoveAccidentalHits;
        Fields = [StandardFields.Target, _drawn];
    }

    /// <inheritdoc/>
    public string Name => _loss == SampledLoss.BprMax ? "BPR-max" : "sampled softmax";

    /// <inheritdoc/>
    public IReadOnlyList<BatchField> Fields { get; }

    /// <inheritdoc/>
    public IReadOnlyList<EncodingRequest> Encodings { get; } = [StandardEncodings.History];

    /// <inheritdoc/>
    public Tensor Compute(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        using DisposeScope scope = NewDisposeScope();
        Tensor targets = step.Ids(StandardFields.Target); // [B]
        Tensor items = cat([targets, step.Ids(_drawn)]); // [B + S]
        Tensor scores = step.Encoding(StandardEncodings.History).mm(step.Backbone.ItemVectors().index_select(0, items - 1L).t()); // [B, B + S]
        if (step.Backbone.ItemBiases() is { } biases)
        {
            scores = scores + biases.index_select(0, items - 1L);
        }

        Tensor own = eye(targets.size(0), items.size(0), dtype: ScalarType.Bool, device: scores.device); // [B, B + S]
        Tensor? hits = _removeHits ? items.unsqueeze(0).eq(targets.unsqueeze(1)).logical_and(own.logical_not()) : null; // [B, B + S]
        Tensor loss = _loss == SampledLoss.BprMax ? BprMax(scores, own, hits) : CrossEntropy(scores, step.Batch, own, hits);
        return loss.MoveToOuterDisposeScope();
    }

    private Tensor CrossEntropy(Tensor scores, Batch batch, Tensor own, Tensor? hits)
    {
        if (_logQ > 0)
        {
            Tensor frequencies = LogFrequencies(batch).to(scores.device); // [B + S]

            // A sample's own target is there by right, not by chance.
            scores = scores - (_correction == LogQCorrection.ExpectedCompetitors ? frequencies.unsqueeze(0).masked_fill(own, 0) : frequencies);
        }

        if (hits is not null)
        {
            scores = scores.masked_fill(hits, float.NegativeInfinity);
        }

        return F.cross_entropy(scores, arange(scores.size(0), dtype: ScalarType.Int64, device: scores.device));
    }

    private Tensor BprMax(Tensor scores, Tensor own, Tensor? hits)
    {
        if (_elu > 0)
        {
            scores = F.elu(scores, _elu);
        }

        // A row of nothing but left-out items would be no distribution: it keeps its own target, and counts nothing.
        Tensor leftOut = hits is null ? own : own.logical_or(hits); // [B, B + S]
        Tensor competes = leftOut.sum(1, keepdim: true).ne(scores.size(1)); // [B, 1]
        Tensor logWeights = F.log_softmax(scores.masked_fill(leftOut.logical_and(competes), float.NegativeInfinity), 1); // [B, B + S]
        Tensor target = scores.masked_select(own).unsqueeze(1); // [B, 1]
        Tensor pairwise = (logWeights - F.softplus(scores - target)).logsumexp(1, keepdim: true); // [B, 1]: log Σ s σ(r_i − r_j)
        Tensor penalty = (logWeights.exp() * scores * scores).sum(1, keepdim: true); // [B, 1]
        return ((_penalty * penalty) - pairwise).masked_fill(competes.logical_not(), 0).mean();
    }

    /// <summary>What the correction takes off the scores of each item, <c>[B + S]</c>.</summary>
    private Tensor LogFrequencies(Batch batch)
    {
        ReadOnlySpan<int> targets = batch.Get(StandardFields.Target).Values;
        ReadOnlySpan<int> drawn = batch.Get(_drawn).Values;
        Tensor tensor = empty(targets.Length + drawn.Length, dtype: ScalarType.Float32);
        Span<float> values = MemoryMarshal.Cast<byte, float>(tensor.bytes);
        for (int i = 0; i < values.Length; i++)
        {
            bool isTarget = i < targets.Length;
            int item = isTarget ? targets[i] : drawn[i - targets.Length];
            double log = _correction == LogQCorrection.ExpectedCompetitors
                ? Math.Log(((targets.Length - 1) * _popularity.EventShare(item)) + (drawn.Length * _popularity.DrawShare(item)))
                : (isTarget ? 1 : _exponent) * Math.Log(_popularity.Count(item));
            values[i] = (float)(_logQ * log);
        }

        return tensor;
    }
}
