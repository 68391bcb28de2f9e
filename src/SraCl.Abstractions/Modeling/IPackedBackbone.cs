using SraCl.Encoders;
using static TorchSharp.torch;

namespace SraCl.Modeling;

/// <summary>A backbone that encodes sequences of different lengths in one call, without padding them to a common one.</summary>
/// <remarks>Optional: <see cref="SequenceEncoder"/> uses it where it is there, and is faster then. The results must not depend on it.</remarks>
public interface IPackedBackbone : ISequenceBackbone
{
    /// <summary>Encodes packed sequences.</summary>
    /// <param name="sequences">
    /// The sequences, T slots and R sequences; a run of length l stands in the newest l of <see cref="ISequenceBackbone.MaxLength"/> slots.
    /// </param>
    /// <param name="output">Which states are wanted.</param>
    /// <returns>
    /// In the order of the sequences, representations <c>[R, D]</c>, or for <see cref="EncodingOutput.Positions"/> the states of all slots,
    /// those of padding included, <c>[T, D]</c>.
    /// </returns>
    Tensor EncodePacked(PackedSequences sequences, EncodingOutput output);
}
