using SraCl.Encoders;
using static TorchSharp.torch;

namespace SraCl.Backbones;

/// <summary>A padded matrix as packed sequences: a run like any other.</summary>
internal static class PaddedRun
{
    /// <summary>Makes the run.</summary>
    /// <param name="items">Left-padded ids, int64 <c>[B, L]</c>.</param>
    /// <exception cref="ArgumentException">There is no sequence or no slot, or the ids are no matrix.</exception>
    public static PackedSequences Of(Tensor items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items.shape is [>= 1, >= 1]
            ? new PackedSequences(items.reshape(-1), [new SequenceRun((int)items.size(0), (int)items.size(1), HasPadding: true)])
            : throw new ArgumentException(
                $"Got ids [{string.Join(", ", items.shape)}]; expected [B, L], at least one sequence of at least one slot. Leave empty batches out.", nameof(items));
    }
}
