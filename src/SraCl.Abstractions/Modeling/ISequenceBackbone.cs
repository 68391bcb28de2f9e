using static TorchSharp.torch;

namespace SraCl.Modeling;

/// <summary>
/// A sequential recommender's encoder: item ids in, a representation out, and the item vectors that the representation is scored with.
/// </summary>
/// <remarks>
/// <para>
/// Ids are dense (1..N), 0 is padding, and padding stands on the left: the newest item is always in the last slot, and the position
/// of a slot counts from the end. L is whatever the caller cropped to, at most <see cref="MaxLength"/>: a sequence must get the same
/// representation however much padding stands before it. A row of padding alone must give finite numbers.
/// </para>
/// <para>
/// Sequences of a call must not influence each other, so that callers may split a batch by length (SRA-CL spec R3). Calls follow the
/// rules of TorchSharp modules: one thread at a time while training, any number of threads under <c>no_grad</c> or <c>inference_mode</c>.
/// </para>
/// </remarks>
public interface ISequenceBackbone
{
    /// <summary>Gets the module that owns the parameters, for optimisers, devices, train/eval mode and saving.</summary>
    nn.Module Module { get; }

    /// <summary>Gets the number of items N; ids are 1..N.</summary>
    int ItemCount { get; }

    /// <summary>Gets the width D of a representation.</summary>
    int HiddenSize { get; }

    /// <summary>Gets the largest number of slots that can be encoded.</summary>
    int MaxLength { get; }

    /// <summary>
    /// Gets the id that stands for a hidden item in inputs, such as N + 1, for objectives that mask; never scored or recommended. Null when the backbone has no vector
    /// for one (the default).
    /// </summary>
    int? MaskToken => null;

    /// <summary>Encodes sequences into the representation that predicts the next item.</summary>
    /// <param name="items">Left-padded ids, int64 <c>[B, L]</c>.</param>
    /// <returns>Representations <c>[B, D]</c>.</returns>
    Tensor Encode(Tensor items);

    /// <summary>Encodes sequences and returns the state at every slot.</summary>
    /// <param name="items">Left-padded ids, int64 <c>[B, L]</c>.</param>
    /// <returns>States <c>[B, L, D]</c>; those of padded slots are finite and otherwise undefined.</returns>
    /// <exception cref="NotSupportedException">The backbone has only one state a sequence (the default).</exception>
    Tensor EncodePositions(Tensor items) => throw new NotSupportedException(
        $"{GetType().Name} gives one state a sequence. Use an objective that needs only the last position, or a backbone that implements EncodePositions.");

    /// <summary>Gets the vectors that representations are scored with: score(b, i) = representation b · row i, and <see cref="ItemBiases"/> where there are.</summary>
    /// <returns>Item vectors <c>[N, D]</c>, row i belonging to item i + 1, with gradient while gradients are enabled.</returns>
    Tensor ItemVectors();

    /// <summary>Gets what is added to the score of each item whatever the sequence; objectives and rankings read it through <see cref="ItemScoring"/>.</summary>
    /// <returns>Biases <c>[N]</c>, with gradient while gradients are enabled; null when there are none (the default).</returns>
    Tensor? ItemBiases() => null;

    /// <summary>Gets the tables that hold a vector of every item, for starting them from vectors that are known beforehand.</summary>
    /// <returns>
    /// Views <c>[N, d]</c> of parameters, row i belonging to item i + 1, so that writing to a table changes the backbone. By default <see cref="ItemVectors"/>, which is
    /// right where the vectors that sequences are made of and those that they are scored with are the same parameter.
    /// </returns>
    IReadOnlyList<Tensor> ItemTables() => [ItemVectors()];
}
