using System.Text.Json.Nodes;
using SraCl.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SraCl.Training.Tests.Documentation;

/// <summary>Represents a sequence by the mean of its items, older ones counting less; each number of a vector learns how fast it forgets.</summary>
internal sealed class RecencyBackbone : Module<Tensor, Tensor>, ISequenceBackbone
{
    private readonly Embedding _items;
    private readonly Parameter _forgetting;
    private readonly Linear _output;

    public RecencyBackbone(int itemCount, int hiddenSize, int maxLength, long seed)
        : base(nameof(RecencyBackbone))
    {
        (ItemCount, HiddenSize, MaxLength) = (itemCount, hiddenSize, maxLength);
        _items = Embedding(itemCount + 1, hiddenSize, padding_idx: 0);
        _forgetting = Parameter(full(hiddenSize, -1f));
        _output = Linear(hiddenSize, hiddenSize);
        RegisterComponents();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)seed);
        _items.weight!.normal_(0, 0.02, generator);
        _output.weight!.normal_(0, 0.1, generator);
        _output.bias!.zero_();
    }

    public Module Module => this;

    public int ItemCount { get; }

    public int HiddenSize { get; }

    public int MaxLength { get; }

    public Tensor Encode(Tensor items) => call(items);

    // The padding row is no item.
    public Tensor ItemVectors() => _items.weight!.narrow(0, 1, ItemCount); // [N, D]

    public override Tensor forward(Tensor items)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ages = arange(items.size(1), 0, -1, dtype: ScalarType.Float32, device: items.device).unsqueeze(1); // [L, 1]; 1 is the newest
        Tensor weights = (-ages * _forgetting.exp()).exp(); // [L, D]
        Tensor counted = weights * items.ne(0).unsqueeze(2); // [B, L, D]; padding counts nothing
        Tensor mean = (_items.call(items) * counted).sum(1) / counted.sum(1).clamp(min: 1e-9f); // [B, D]; a row of padding alone gives 0
        return _output.call(mean).MoveToOuterDisposeScope();
    }

    /// <summary>Makes new ones, and equal ones for weights that were saved.</summary>
    public sealed class Factory : IBackboneFactory
    {
        public string Name => "recency";

        public int HiddenSize { get; init; } = 64;

        public int MaxLength { get; init; } = 50;

        public JsonObject Describe() => new() { ["hiddenSize"] = HiddenSize, ["maxLength"] = MaxLength };

        public ISequenceBackbone Create(int itemCount, long seed) => new RecencyBackbone(itemCount, HiddenSize, MaxLength, seed);

        public ISequenceBackbone Restore(int itemCount, JsonObject configuration) =>
            new RecencyBackbone(itemCount, (int)configuration["hiddenSize"]!, (int)configuration["maxLength"]!, seed: 0);
    }
}
