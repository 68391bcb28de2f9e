using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace BringYourOwnModel.Models;

/// <summary>A GRU over item vectors. Rows are padded on the left; the result is the state after the newest item, <c>[B, D]</c>.</summary>
internal sealed class GruRecommender : nn.Module<Tensor, Tensor>
{
    private readonly Embedding _items;
    private readonly Dropout _dropout;
    private readonly GRU _gru;

    public GruRecommender(int itemCount, int width)
        : base(nameof(GruRecommender))
    {
        _items = nn.Embedding(itemCount + 1, width, padding_idx: 0);
        _dropout = nn.Dropout(0.3);
        _gru = nn.GRU(width, width, batchFirst: true);
        using IDisposable noGradient = no_grad();
        nn.init.normal_(_items.weight!, 0, 0.1);
        RegisterComponents();
    }

    public Embedding Items => _items;

    public override Tensor forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor states, _) = _gru.call(_dropout.call(_items.call(ids))); // [B, L, D]
        return states.select(1, ids.size(1) - 1).MoveToOuterDisposeScope(); // [B, D]
    }
}
