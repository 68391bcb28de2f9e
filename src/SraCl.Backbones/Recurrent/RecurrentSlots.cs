using System.Runtime.InteropServices;
using SraCl.Encoders;
using static TorchSharp.torch;

namespace SraCl.Backbones.Recurrent;

/// <summary>
/// Where the slots of packed sequences stand in the matrix that a recurrence reads: time first, each sequence beginning with its oldest item, so that
/// leading padding is not there at all.
/// </summary>
/// <remarks>
/// An id 0 behind the oldest item is a slot like others. A sequence of padding alone keeps its last slot, for a recurrence needs one step.
/// Immutable, hence safe for concurrent use.
/// </remarks>
internal sealed class RecurrentSlots
{
    private RecurrentSlots(int longest, Tensor lengths, Tensor sources, Tensor targets)
    {
        Longest = longest;
        Lengths = lengths;
        Sources = sources;
        Targets = targets;
    }

    /// <summary>Gets the number of time steps M.</summary>
    public int Longest { get; }

    /// <summary>Gets the length of each sequence, at least 1, int64 <c>[R]</c> on the CPU.</summary>
    public Tensor Lengths { get; }

    /// <summary>Gets the slot that stands at each place of the matrix, int64 <c>[M · R]</c>; places behind a sequence hold any slot.</summary>
    public Tensor Sources { get; }

    /// <summary>Gets the place in the matrix of each slot, int64 <c>[T]</c>; leading padding has the place of its sequence's first step.</summary>
    public Tensor Targets { get; }

    /// <summary>Finds the places.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="withTargets">Whether <see cref="Targets"/> is wanted; else it is empty.</param>
    public static RecurrentSlots Of(PackedSequences sequences, bool withTargets)
    {
        int rows = sequences.Count;
        Tensor lengthTensor = empty(rows, dtype: ScalarType.Int64);
        Span<long> lengths = Values(lengthTensor);
        var ends = new int[rows]; // The slot behind the newest item.
        int longest = CountLengths(sequences, lengths, ends);

        Tensor sources = zeros((long)longest * rows, dtype: ScalarType.Int64);
        Tensor targets = empty(withTargets ? sequences.Items.size(0) : 0, dtype: ScalarType.Int64);
        Span<long> slotAt = Values(sources);
        Span<long> placeOf = Values(targets);
        int slot = 0;
        for (int row = 0; row < rows; row++)
        {
            int first = ends[row] - (int)lengths[row];
            for (int step = 0; step < lengths[row]; step++)
            {
                slotAt[(step * rows) + row] = first + step;
            }

            for (; withTargets && slot < ends[row]; slot++)
            {
                placeOf[slot] = ((long)Math.Max(0, slot - first) * rows) + row;
            }
        }

        Device device = sequences.Items.device;
        return new RecurrentSlots(longest, lengthTensor, sources.to(device), targets.to(device));
    }

    private static int CountLengths(PackedSequences sequences, Span<long> lengths, Span<int> ends)
    {
        Tensor? read = sequences.Runs.Any(run => run.HasPadding) ? sequences.Items.cpu().contiguous() : null;
        ReadOnlySpan<long> items = read is null ? default : Values(read);
        int longest = 0;
        int row = 0;
        int end = 0;
        foreach (SequenceRun run in sequences.Runs)
        {
            for (int i = 0; i < run.Count; i++, row++)
            {
                int padding = run.HasPadding ? items.Slice(end, run.Length).IndexOfAnyExcept(0L) : 0;
                end += run.Length;
                ends[row] = end;
                lengths[row] = padding < 0 ? 1 : run.Length - padding;
                longest = Math.Max(longest, (int)lengths[row]);
            }
        }

        return longest;
    }

    private static Span<long> Values(Tensor tensor) => tensor.size(0) == 0 ? [] : MemoryMarshal.Cast<byte, long>(tensor.bytes);
}
