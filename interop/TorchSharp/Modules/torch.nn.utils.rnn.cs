using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static partial class rnn
            {
                private static readonly Op Pack = new("_pack_padded_sequence");
                private static readonly Op Pad = new("_pad_packed_sequence");

                // input [L, B, *] ([B, L, *] when batch_first), lengths int64 [B] on the CPU, each at least 1. With enforce_sorted the lengths must not increase.
                public static PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first = false, bool enforce_sorted = true)
                {
                    using var scope = NewDisposeScope();
                    Tensor? order = null;
                    if (!enforce_sorted)
                    {
                        (lengths, order) = lengths.sort(-1, descending: true);
                        order = order.to(input.device);
                        input = input.index_select(batch_first ? 0 : 1, order);
                    }

                    var (data, batchSizes) = Pack.Call2(input, lengths, batch_first);
                    return Kept(scope, data, batchSizes, order, order?.argsort());
                }

                // The sequences in their original order [L, B, *] ([B, L, *] when batch_first), and their lengths int64 [B].
                public static (Tensor, Tensor) pad_packed_sequence(
                    PackedSequence sequence, bool batch_first = false, double padding_value = 0.0, long? total_length = null)
                {
                    using var scope = NewDisposeScope();
                    var (padded, lengths) = Pad.Call2(sequence.data, sequence.batch_sizes, batch_first, padding_value, total_length ?? -1L);
                    if (!sequence.unsorted_indices.IsInvalid)
                    {
                        padded = padded.index_select(batch_first ? 0 : 1, sequence.unsorted_indices);
                        lengths = lengths.index_select(0, sequence.unsorted_indices.cpu());
                    }

                    return scope.MoveToOuter(padded, lengths);
                }

                internal static PackedSequence Kept(DisposeScope scope, Tensor data, Tensor batchSizes, Tensor? order, Tensor? inverse) => new(
                    scope.OuterScope,
                    data.DetachFromDisposeScope(),
                    batchSizes.DetachFromDisposeScope(),
                    order?.DetachFromDisposeScope() ?? new Tensor(0),
                    inverse?.DetachFromDisposeScope() ?? new Tensor(0));
            }
        }
    }
}
