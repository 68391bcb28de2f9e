namespace TorchSharp;

public static partial class torch
{
    /// <summary>One position of an indexing expression, as between the brackets of <c>x[:, -1, ...]</c>.</summary>
    public readonly struct TensorIndex
    {
        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Indices = tensor;
        }

        internal enum IndexKind
        {
            None,
            Single,
            Slice,
            Ellipsis,
            Bool,
            Tensor,
        }

        /// <summary>As many whole dimensions as are left over.</summary>
        public static TensorIndex Ellipsis => new(IndexKind.Ellipsis);

        /// <summary>A new dimension of size one.</summary>
        public static TensorIndex None => new(IndexKind.None);

        /// <summary>The same as <see cref="None"/>.</summary>
        public static TensorIndex Null => new(IndexKind.None);

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon => new(IndexKind.Slice);

        internal IndexKind Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long? Step { get; }

        internal Tensor? Indices { get; }

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(Position(index));

        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new(IndexKind.Slice, start, stop, step);

        public static TensorIndex Slice((int?, int?) range) => Slice((long?)range.Item1, range.Item2);

        public static TensorIndex Slice(Range range) =>
            Slice(Position(range.Start), range.End.Equals(Index.End) ? null : (long?)Position(range.End));

        public static TensorIndex Bool(bool value) => new(IndexKind.Bool, value ? 1 : 0);

        public static TensorIndex Single(long? index) => new(IndexKind.Single, index);

        public static TensorIndex Tensor(Tensor tensor) => new(IndexKind.Tensor, tensor: tensor);

        private static long Position(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
