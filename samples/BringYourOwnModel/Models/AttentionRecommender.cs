using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace BringYourOwnModel.Models;

/// <summary>
/// One layer of causal self-attention over item and position vectors. Rows are padded on the right, positions count from the oldest item; the
/// result is the state of every slot, <c>[B, L, D]</c>. Padding is always newer than the items, so that the causal mask hides it too.
/// </summary>
internal sealed class AttentionRecommender : nn.Module<Tensor, Tensor>
{
    private readonly Embedding _items;
    private readonly Embedding _positions;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly LayerNorm _norm;
    private readonly Dropout _dropout;
    private readonly int _width;

    public AttentionRecommender(int itemCount, int maxLength, int width)
        : base(nameof(AttentionRecommender))
    {
        _width = width;
        _items = nn.Embedding(itemCount + 1, width, padding_idx: 0);
        _positions = nn.Embedding(maxLength, width);
        _query = nn.Linear(width, width);
        _key = nn.Linear(width, width);
        _value = nn.Linear(width, width);
        _norm = nn.LayerNorm(width);
        _dropout = nn.Dropout(0.3);
        using IDisposable noGradient = no_grad();
        nn.init.normal_(_items.weight!, 0, 0.1);
        nn.init.normal_(_positions.weight!, 0, 0.1);
        RegisterComponents();
    }

    public Embedding Items => _items;

    public override Tensor forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        long length = ids.size(1);
        Tensor input = _dropout.call(_items.call(ids) + _positions.weight!.narrow(0, 0, length)); // [B, L, D]
        Tensor newer = ones(length, length, dtype: ScalarType.Bool, device: ids.device).triu(1); // [L, L]
        Tensor scores = _query.call(input).bmm(_key.call(input).transpose(1, 2)) / Math.Sqrt(_width); // [B, L, L]
        Tensor weights = F.softmax(scores.masked_fill(newer, float.NegativeInfinity), 2); // [B, L, L]
        return _norm.call(input + _dropout.call(weights.bmm(_value.call(input)))).MoveToOuterDisposeScope(); // [B, L, D]
    }
}
