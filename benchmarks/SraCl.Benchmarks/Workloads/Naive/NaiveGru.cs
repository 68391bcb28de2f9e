using System.Runtime.InteropServices;
using SraCl.Backbones.Recurrent;
using SraCl.Batching;
using SraCl.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Benchmarks.Workloads.Naive;

/// <summary>GRU4Rec as RecBole computes it: ids padded on the right, the recurrence and the linear layer over every slot, the state at the newest item gathered.</summary>
/// <remarks>Written out here, because <see cref="GruBackbone"/> itself never lets the recurrence run over padding. Its modules and weights are the backbone's.</remarks>
internal sealed class NaiveGru : INaiveLoss
{
    private readonly GruBackbone _backbone;
    private readonly double _dropout;
    private readonly Embedding _itemEmbedding;
    private readonly GRU _gru;
    private readonly Linear _dense;

    public NaiveGru(GruBackbone backbone, double dropout)
    {
        _backbone = backbone;
        _dropout = dropout;
        Dictionary<string, nn.Module> parts = backbone.named_children().ToDictionary(named => named.name, named => named.module, StringComparer.Ordinal);
        _itemEmbedding = (Embedding)parts["item_embedding"];
        _gru = (GRU)parts["gru"];
        _dense = (Linear)parts["dense"];
    }

    public Tensor Compute(Batch batch)
    {
        RaggedSequences histories = batch.Get(StandardFields.History);
        Tensor items = PaddedIds.Of(histories, _backbone.MaxLength, PaddingSide.Right); // [B, L]
        Tensor targets = PaddedIds.Of(batch.Get(StandardFields.Target)); // [B]
        Tensor embedded = F.dropout(_itemEmbedding.call(items), _dropout, _backbone.training); // [B, L, E]
        (Tensor states, _) = _gru.call(embedded.transpose(0, 1)); // [L, B, H]
        Tensor projected = _dense.call(states.transpose(0, 1)); // [B, L, D]
        Tensor newest = NewestSlots(histories).view(-1, 1, 1).expand(-1, -1, projected.size(2)); // [B, 1, D]
        Tensor last = projected.gather(1, newest).squeeze(1); // [B, D]
        return F.cross_entropy(last.mm(_backbone.ItemVectors().t()), targets - 1L);
    }

    private static Tensor NewestSlots(RaggedSequences histories)
    {
        Tensor newest = empty(histories.Count, dtype: ScalarType.Int64);
        Span<long> slots = MemoryMarshal.Cast<byte, long>(newest.bytes);
        for (int row = 0; row < slots.Length; row++)
        {
            slots[row] = histories.Length(row) - 1;
        }

        return newest;
    }
}
