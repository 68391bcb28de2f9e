using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor T
        {
            get
            {
                var order = new long[dim()];
                for (int i = 0; i < order.Length; i++)
                {
                    order[i] = order.Length - 1 - i;
                }

                return permute(order);
            }
        }

        public Tensor mT => transpose(-2, -1);

        public Tensor view(params long[] shape) => Ops.View.Call(this, shape);

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor reshape(params long[] shape) => Ops.Reshape.Call(this, shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Ops.Flatten.Call(this, start_dim, end_dim);

        public Tensor unflatten(long dim, params long[] sizes) => dim >= 0
            ? Ops.Unflatten.Call(this, dim, sizes)
            : throw new ArgumentException($"dim is {dim}; unflatten does not count dimensions from the end.", nameof(dim));

        public Tensor squeeze(long? dim = null) => dim is { } d ? Ops.SqueezeDim.Call(this, d) : Ops.Squeeze.Call(this);

        public Tensor unsqueeze(long dim) => Ops.Unsqueeze.Call(this, dim);

        public Tensor unsqueeze_(long dim) => Apply(Ops.UnsqueezeInPlace, this, dim);

        public Tensor t() => Ops.T.Call(this);

        public Tensor transpose(long dim0, long dim1) => Ops.Transpose.Call(this, dim0, dim1);

        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);

        public Tensor permute(params long[] permutation) => Ops.Permute.Call(this, permutation);

        public Tensor movedim(long[] source, long[] destination) => Ops.Movedim.Call(this, source, destination);

        public Tensor expand(params long[] sizes) => Ops.Expand.Call(this, sizes);

        public Tensor expand(long[] sizes, bool isImplicit) => Ops.Expand.Call(this, sizes, isImplicit);

        public Tensor expand_as(Tensor other) => expand(other.shape);

        public Tensor broadcast_to(params long[] shape) => Ops.BroadcastTo.Call(this, shape);

        public Tensor repeat(params long[] sizes) => Ops.Repeat.Call(this, sizes);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Ops.RepeatInterleave.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Ops.RepeatInterleaveTensor.Call(this, repeats, dim, output_size);

        public Tensor tile(long[] reps) => Ops.Tile.Call(this, reps);

        public Tensor flip(params long[] dims) => Ops.Flip.Call(this, dims);

        public Tensor roll(long shifts, long? dims = null) => Ops.Roll.Call(this, shifts, dims is { } d ? d : Arg.Default);

        public Tensor roll(long[] shifts, long[] dims) => Ops.Roll.Call(this, shifts, dims);

        public Tensor unfold(long dimension, long size, long step) => Ops.Unfold.Call(this, dimension, size, step);

        public Tensor diagonal(long offset = 0L, long dim1 = 0L, long dim2 = 1L) => Ops.Diagonal.Call(this, offset, dim1, dim2);

        public Tensor diag(long diagonal = 0) => Ops.Diag.Call(this, diagonal);

        public Tensor tril(long diagonal = 0) => Ops.Tril.Call(this, diagonal);

        public Tensor triu(long diagonal = 0) => Ops.Triu.Call(this, diagonal);

        public Tensor[] split(long size, int dim = 0) => Ops.Split.CallList(this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Ops.SplitWithSizes.CallList(this, sizes, dim);

        public Tensor[] chunk(long chunks, long dim = 0) => Ops.Chunk.CallList(this, chunks, dim);

        public Tensor[] unbind(long dimension = 0L) => Ops.Unbind.CallList(this, dimension);
    }
}
