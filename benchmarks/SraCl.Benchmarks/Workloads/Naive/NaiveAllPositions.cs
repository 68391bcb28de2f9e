using SraCl.Backbones.Objectives;
using SraCl.Batching;
using SraCl.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Benchmarks.Workloads.Naive;

/// <summary>SASRec's binary cross-entropy over all slots, padding multiplied away in the end, as the authors' code does.</summary>
internal sealed class NaiveAllPositions : INaiveLoss
{
    private readonly ISequenceBackbone _backbone;
    private readonly Embedding _itemEmbedding;
    private readonly BatchField<RaggedSequences> _sequences;
    private readonly BatchField<IdColumn> _positives;
    private readonly BatchField<IdColumn> _negatives;

    public NaiveAllPositions(ISequenceBackbone backbone, AllPositionBinaryCrossEntropy objective)
    {
        _backbone = backbone;
        _itemEmbedding = (Embedding)backbone.Module.named_children().Single(named => string.Equals(named.name, "item_embedding", StringComparison.Ordinal)).module;
        _sequences = objective.Encodings[0].Sequences;
        _positives = (BatchField<IdColumn>)objective.Fields[0];
        _negatives = (BatchField<IdColumn>)objective.Fields[1];
    }

    public Tensor Compute(Batch batch)
    {
        RaggedSequences sequences = batch.Get(_sequences);
        Tensor items = PaddedIds.Of(sequences, _backbone.MaxLength, PaddingSide.Left); // [B, L]
        Tensor states = _backbone.EncodePositions(items); // [B, L, D]
        Tensor wanted = items.ne(0L).to(states.dtype); // [B, L]
        Tensor losses = F.softplus(-Scores(_positives)) + F.softplus(Scores(_negatives)); // [B, L]
        return (losses * wanted).sum() / wanted.sum();

        Tensor Scores(BatchField<IdColumn> field) =>
            (states * _itemEmbedding.call(PaddedIds.Beside(sequences, batch.Get(field), _backbone.MaxLength))).sum(dim: -1); // [B, L]
    }
}
