using SraCl.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Contrastive.Tests;

/// <summary>
/// The simplest backbone whose representation depends on order: Σ of item vectors, each weighted by 1 / (its distance from the end + 1), with
/// dropout on the vectors where it is asked for.
/// </summary>
internal sealed class VectorBackbone : nn.Module<Tensor, Tensor>, ISequenceBackbone
{
    private readonly Embedding _items;
    private readonly double _dropout;

    public VectorBackbone(int itemCount, int hiddenSize, double dropout = 0, bool hasMaskToken = false)
        : base(nameof(VectorBackbone))
    {
        ItemCount = itemCount;
        HiddenSize = hiddenSize;
        _dropout = dropout;
        MaskToken = hasMaskToken ? itemCount + 1 : null;
        _items = nn.Embedding(itemCount + (hasMaskToken ? 2 : 1), hiddenSize, padding_idx: 0);
        register_module("items", _items);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator(3);
        _items.weight!.normal_(0, 0.7, generator);
    }

    public nn.Module Module => this;

    public int ItemCount { get; }

    public int HiddenSize { get; }

    public int MaxLength => 20;

    public int? MaskToken { get; }

    public Tensor Encode(Tensor items) => call(items);

    public Tensor ItemVectors() => _items.weight!.narrow(0, 1, ItemCount);

    public override Tensor forward(Tensor items)
    {
        long length = items.size(1);
        Tensor weights = ones(length, 1) / arange(length, 0, -1).view(length, 1); // [L, 1]
        Tensor known = items.ne(0).unsqueeze(2).to(ScalarType.Float32); // [B, L, 1]
        Tensor vectors = F.dropout(_items.call(items), _dropout, training); // [B, L, D]
        return (vectors * known * weights).sum(1); // [B, D]
    }
}
