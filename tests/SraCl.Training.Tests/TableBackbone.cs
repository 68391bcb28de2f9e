using SraCl.Modeling;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Training.Tests;

/// <summary>A backbone that can be checked by hand: a history's representation is the sum of its items' vectors.</summary>
internal sealed class TableBackbone : nn.Module<Tensor, Tensor>, ISequenceBackbone
{
    public TableBackbone(float[,] vectors, int maxLength = 20)
        : base(nameof(TableBackbone))
    {
        Vectors = vectors;
        ItemCount = vectors.GetLength(0);
        HiddenSize = vectors.GetLength(1);
        MaxLength = maxLength;
        var flat = new float[(ItemCount + 1) * HiddenSize];
        Buffer.BlockCopy(vectors, 0, flat, HiddenSize * sizeof(float), vectors.Length * sizeof(float));
        Parameter table = nn.Parameter(tensor(flat, [ItemCount + 1, HiddenSize]));
        table.DetachFromDisposeScope();
        register_parameter("item_vectors", table);
    }

    public float[,] Vectors { get; }

    public int ItemCount { get; }

    public int HiddenSize { get; }

    public int MaxLength { get; }

    public nn.Module Module => this;

    public float[]? Biases { get; init; }

    /// <summary>Gets or sets what sees, and may replace, every batch of representations.</summary>
    public Func<Tensor, Tensor>? OnEncoded { get; set; }

    public Tensor Encode(Tensor items) => call(items);

    /// <summary>Asked each time: moving a module replaces its parameters.</summary>
    private Parameter Table => get_parameter("item_vectors")!;

    public Tensor ItemVectors() => Table.narrow(0, 1, ItemCount);

    public Tensor? ItemBiases() => Biases is null ? null : tensor(Biases);

    public override Tensor forward(Tensor items)
    {
        Tensor sums = Table.index_select(0, items.reshape(-1)).view(items.size(0), items.size(1), HiddenSize).sum(1);
        return OnEncoded is null ? sums : OnEncoded(sums);
    }
}
