using static TorchSharp.torch;

namespace SraCl.Modeling;

/// <summary>
/// How representations become scores of items: two factors whose product is the score, for whoever multiplies them in chunks, ranks them or puts a softmax over them.
/// </summary>
/// <remarks>
/// A bias is one more number of an item's vector that meets a 1 in every representation, so that the same product serves backbones with biases and without.
/// Safe for concurrent use as far as the backbone is.
/// </remarks>
public static class ItemScoring
{
    /// <summary>Gets the items' factor.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <returns>Row i is that of item i + 1: <c>[N, D]</c>, or <c>[N, D + 1]</c> where the backbone has biases; in the innermost dispose scope.</returns>
    public static Tensor Vectors(ISequenceBackbone backbone)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        Tensor vectors = backbone.ItemVectors(); // [N, D]
        return backbone.ItemBiases() is { } biases ? cat([vectors, biases.unsqueeze(1)], 1) : vectors;
    }

    /// <summary>Gets the sequences' factor.</summary>
    /// <param name="representations">Representations of the backbone, <c>[B, D]</c>.</param>
    /// <param name="vectors">The items' factor, as <see cref="Vectors"/> gave it.</param>
    /// <returns>The representations, <c>[B, D]</c>, or with a 1 behind each, <c>[B, D + 1]</c>, as the items' factor wants.</returns>
    public static Tensor Representations(Tensor representations, Tensor vectors)
    {
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(vectors);
        return vectors.size(1) == representations.size(1) + 1
            ? cat([representations, ones(representations.size(0), 1, dtype: representations.dtype, device: representations.device)], 1)
            : representations;
    }
}
