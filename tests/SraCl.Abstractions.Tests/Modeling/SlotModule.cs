using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Abstractions.Tests.Modeling;

/// <summary>
/// A module whose result says which slot each item stood in: the state of a slot is Σ over the items up to it of vector · (1 + weight · slot), plus
/// half the slot's own number; the representation of a sequence is the same sum over all its items.
/// </summary>
internal sealed class SlotModule : nn.Module<Tensor, Tensor>
{
    public const int Width = 3;

    private readonly SlotOutput _output;
    private readonly double _slotWeight;

    public SlotModule(int itemCount, SlotOutput output, double slotWeight = 0.1)
        : base(nameof(SlotModule))
    {
        _output = output;
        _slotWeight = slotWeight;
        Items = nn.Embedding(itemCount + 1, Width, padding_idx: 0);
        register_module("items", Items);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator(3);
        Items.weight!.normal_(0, 1, generator);
    }

    public Embedding Items { get; }

    /// <summary>Gets the number of slots of the last call.</summary>
    public long SeenSlots { get; private set; }

    /// <summary>Gets the number of calls.</summary>
    public int Calls { get; private set; }

    public override Tensor forward(Tensor ids)
    {
        Calls++;
        SeenSlots = ids.size(1);
        Tensor slots = arange(SeenSlots, dtype: ScalarType.Float32).unsqueeze(1); // [L, 1]
        Tensor known = ids.ne(0L).unsqueeze(2).to(ScalarType.Float32); // [B, L, 1]
        Tensor weighted = Items.call(ids) * known * ((slots * _slotWeight) + 1); // [B, L, D]
        return _output switch
        {
            SlotOutput.EverySlot => weighted.cumsum(1) + (slots * 0.5),
            SlotOutput.Sequence => weighted.sum(1),
            _ => weighted.sum(1).mm(Items.weight!.t()),
        };
    }
}
