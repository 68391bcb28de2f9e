using System.Runtime.InteropServices;
using SraCl.Batching;
using SraCl.Modeling;
using static TorchSharp.torch;

namespace SraCl.Benchmarks.Workloads.Naive;

/// <summary>Writes ids of a batch into tensors, padded with 0.</summary>
internal static class PaddedIds
{
    /// <summary>Pads sequences to one length, <c>[B, L]</c>.</summary>
    public static Tensor Of(RaggedSequences sequences, int length, PaddingSide padding)
    {
        Tensor items = Zeros(sequences, length, out Span<long> slots);
        for (int row = 0; row < sequences.Count; row++)
        {
            ReadOnlySpan<int> sequence = sequences[row];
            Copy(sequence, slots[First(row, sequence.Length, length, padding)..]);
        }

        return items;
    }

    /// <summary>Pads on the left what stands beside each item of sequences, one behind the other in a column, <c>[B, L]</c>.</summary>
    public static Tensor Beside(RaggedSequences sequences, IdColumn column, int length)
    {
        Tensor items = Zeros(sequences, length, out Span<long> slots);
        ReadOnlySpan<int> left = column.Values;
        for (int row = 0; row < sequences.Count; row++)
        {
            int count = sequences.Length(row);
            Copy(left[..count], slots[First(row, count, length, PaddingSide.Left)..]);
            left = left[count..];
        }

        return items;
    }

    /// <summary>Copies a column, <c>[values]</c>.</summary>
    public static Tensor Of(IdColumn column)
    {
        Tensor values = empty(column.Values.Length, dtype: ScalarType.Int64);
        Copy(column.Values, MemoryMarshal.Cast<byte, long>(values.bytes));
        return values;
    }

    private static Tensor Zeros(RaggedSequences sequences, int length, out Span<long> slots)
    {
        Tensor items = zeros(sequences.Count, length, dtype: ScalarType.Int64);
        slots = MemoryMarshal.Cast<byte, long>(items.bytes);
        return items;
    }

    private static int First(int row, int count, int length, PaddingSide padding) => (row * length) + (padding == PaddingSide.Left ? length - count : 0);

    private static void Copy(ReadOnlySpan<int> values, Span<long> target)
    {
        for (int i = 0; i < values.Length; i++)
        {
            target[i] = values[i];
        }
    }
}
