using SraCl.Batching;
using SraCl.Modeling;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Benchmarks.Workloads.Naive;

/// <summary>Every slot of every block, then the last slot's scores of all items and their cross-entropy.</summary>
internal sealed class NaiveNextItem(ISequenceBackbone backbone) : INaiveLoss
{
    public Tensor Compute(Batch batch)
    {
        Tensor items = PaddedIds.Of(batch.Get(StandardFields.History), backbone.MaxLength, PaddingSide.Left); // [B, L]
        Tensor targets = PaddedIds.Of(batch.Get(StandardFields.Target)); // [B]
        Tensor states = backbone.EncodePositions(items); // [B, L, D]
        Tensor last = states.select(1, states.size(1) - 1); // [B, D]
        return F.cross_entropy(last.mm(backbone.ItemVectors().t()), targets - 1L);
    }
}
