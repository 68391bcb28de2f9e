using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SraCl.Backbones.Transformers;

/// <summary>The vectors of the items: those that sequences are made of, and those that representations are scored with.</summary>
/// <remarks>Registers its parameters with the backbone itself, so that names in saved models do not depend on how the code is cut.</remarks>
internal sealed class ItemTable
{
    private const string BiasName = "item_bias";

    private readonly nn.Module _owner;
    private readonly int _itemCount;
    private readonly Embedding _input;
    private readonly Embedding? _output;
    private readonly double _scale;
    private readonly bool _hasBiases;

    public ItemTable(nn.Module owner, int itemCount, TransformerOptions options)
    {
        _owner = owner;
        _itemCount = itemCount;
        _scale = options.ScaleEmbedding ? Math.Sqrt(options.HiddenSize) : 1;
        MaskToken = options.MaskToken ? itemCount + 1 : null;
        _input = Embedding((MaskToken ?? itemCount) + 1L, options.HiddenSize, padding_idx: 0).DetachFromDisposeScope();
        owner.register_module("item_embedding", _input);
        if (options.SeparateOutputTable)
        {
            _output = Embedding(itemCount, options.HiddenSize).DetachFromDisposeScope();
            owner.register_module("output_embedding", _output);
        }

        _hasBiases = options.ItemBias;
        if (_hasBiases)
        {
            var bias = new Parameter(zeros(itemCount));
            bias.DetachFromDisposeScope();
            owner.register_parameter(BiasName, bias);
        }
    }

    /// <summary>Gets the id of the mask token; null when there is none.</summary>
    public int? MaskToken { get; }

    /// <summary>Looks up the vectors that slots enter the network with.</summary>
    /// <param name="items">The ids of all slots, <c>[T]</c>.</param>
    /// <returns>Vectors, <c>[T, D]</c>.</returns>
    public Tensor Look(Tensor items)
    {
        Tensor vectors = _input.call(items);
        return _scale == 1 ? vectors : vectors * _scale;
    }

    /// <summary>Gets the vectors that representations are scored with, <c>[N, D]</c>.</summary>
    public Tensor Vectors() => _output?.weight ?? Inputs();

    /// <summary>Gets the biases <c>[N]</c>, or null. The owner is asked each time: moving a module to a device replaces its parameters.</summary>
    public Tensor? Biases() => _hasBiases ? _owner.get_parameter(BiasName) : null;

    /// <summary>Gets every table with a row an item.</summary>
    public IReadOnlyList<Tensor> Tables() => _output is null ? [Inputs()] : [Inputs(), _output.weight!];

    /// <summary>The rows of items, without those of padding and mask token.</summary>
    private Tensor Inputs() => _input.weight!.narrow(0, 1, _itemCount);
}
