using System.Runtime.InteropServices;
using SraCl.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Analysis;

/// <summary>The vectors of items without their lengths.</summary>
internal static class ItemDirections
{
    /// <summary>Gets the directions of some items' vectors.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="items">The items' dense ids.</param>
    /// <returns>Unit vectors <c>[M, D]</c> in single precision on the CPU, in the innermost dispose scope.</returns>
    /// <exception cref="ArgumentException">An item is not the backbone's.</exception>
    /// <exception cref="SraClException">A vector is zero or not finite.</exception>
    public static Tensor Of(ISequenceBackbone backbone, IReadOnlyList<int> items)
    {
        var rows = new long[items.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = items[i] >= 1 && items[i] <= backbone.ItemCount
                ? items[i] - 1
                : throw new ArgumentException($"Item {items[i]} is not one of the backbone's items, 1 to {backbone.ItemCount}.", nameof(items));
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor table = backbone.ItemVectors(); // [N, D]
        Tensor vectors = table.index_select(0, tensor(rows, dtype: ScalarType.Int64, device: table.device)).to(ScalarType.Float32).cpu(); // [M, D]
        Tensor lengths = vectors.square().sum(1, keepdim: true).sqrt(); // [M, 1]
        ReadOnlySpan<float> sizes = MemoryMarshal.Cast<byte, float>(lengths.bytes);
        for (int i = 0; i < sizes.Length; i++)
        {
            if (!(sizes[i] > 0 && float.IsFinite(sizes[i])))
            {
                throw new SraClException($"The vector of item {items[i]} has the length {sizes[i]}, so it has no direction. The model's weights are damaged or its training has diverged; use another model.");
            }
        }

        return (vectors / lengths).MoveToOuterDisposeScope();
    }
}
