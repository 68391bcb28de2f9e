using System.Runtime.CompilerServices;
using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => SelectAll([i1]);
            set => AssignTo([i1], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => SelectAll([i1, i2]);
            set => AssignTo([i1, i2], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => SelectAll([i1, i2, i3]);
            set => AssignTo([i1, i2, i3], value);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => SelectAll([i1, i2, i3, i4]);
            set => AssignTo([i1, i2, i3, i4], value);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            Tensor view = ApplySlicing(indices, out List<Tensor?>? advanced);
            try
            {
                if (advanced is not null)
                {
                    return Ops.Index.Call(view, advanced.ToArray());
                }

                return ReferenceEquals(view, this) ? alias() : view;
            }
            finally
            {
                Release(advanced is null ? this : view, indices, advanced);
            }
        }

        public Tensor index(params Tensor[] indices) => Ops.Index.Call(this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            Tensor view = ApplySlicing(indices, out List<Tensor?>? advanced);
            try
            {
                if (advanced is not null)
                {
                    Ops.IndexPutInPlace.Run(view, advanced.ToArray(), value, accumulate);
                }
                else if (accumulate)
                {
                    view.add_(value);
                }
                else
                {
                    view.copy_(value);
                }
            }
            finally
            {
                Release(view, indices, advanced);
            }

            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => Apply(Ops.IndexPutInPlace, this, indices, value);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Apply(Ops.IndexPutInPlace, this, indices, value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor tensor = full([], value, dtype, device);
            return index_put_(tensor, indices);
        }

        public Tensor index_select(long dim, Tensor index) => Ops.IndexSelect.Call(this, dim, index);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => Ops.IndexAdd.Call(this, dim, Int64Index(index), source, alpha);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Apply(Ops.IndexAddInPlace, this, dim, Int64Index(index), source, alpha);

        public Tensor index_copy(long dim, Tensor index, Tensor source) => Ops.IndexCopy.Call(this, dim, Int64Index(index), source);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Apply(Ops.IndexCopyInPlace, this, dim, Int64Index(index), source);

        public Tensor index_fill(long dim, Tensor index, Scalar value) => Ops.IndexFill.Call(this, dim, Int64Index(index), value);

        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Apply(Ops.IndexFillInPlace, this, dim, Int64Index(index), value);

        public Tensor select(long dim, long index) => Ops.Select.Call(this, dim, index);

        public Tensor narrow(long dim, long start, long length) => Ops.Narrow.Call(this, dim, start, length);

        /// <exception cref="ArgumentException"><paramref name="step"/> is less than one.</exception>
        public Tensor slice(long dim, long start, long finish, long step) => step >= 1
            ? Ops.Slice.Call(this, dim, start, finish, step)
            : throw new ArgumentException($"step is {step}, but it should always be positive.", nameof(step));

        public Tensor gather(long dim, Tensor index) => Ops.Gather.Call(this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Ops.Scatter.Call(this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => Apply(Ops.ScatterInPlace, this, dim, index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => Ops.ScatterAdd.Call(this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Apply(Ops.ScatterAddInPlace, this, dim, index, src);

        public Tensor take(Tensor index) => Ops.Take.Call(this, index);

        public Tensor take_along_dim(Tensor indices, long dim) => Ops.TakeAlongDim.Call(this, indices, dim);

        public Tensor masked_fill(Tensor mask, Scalar value) => Ops.MaskedFill.Call(this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => Apply(Ops.MaskedFillInPlace, this, mask, value);

        /// <exception cref="ArgumentException"><paramref name="mask"/> is not Boolean.</exception>
        public Tensor masked_select(Tensor mask) => mask.dtype == ScalarType.Bool
            ? Ops.MaskedSelect.Call(this, mask)
            : throw new ArgumentException($"The mask tensor must be Boolean; this one is {mask.dtype}.", nameof(mask));

        public Tensor masked_scatter(Tensor mask, Tensor value) => Ops.MaskedScatter.Call(this, mask, value);

        /// <exception cref="ArgumentException"><paramref name="condition"/> is not Boolean.</exception>
        public Tensor where(Tensor condition, Tensor y) => torch.where(condition, this, y);

        public Tensor nonzero() => Ops.Nonzero.Call(this);

        /// <summary>
        /// Does the part of an indexing expression that makes views. What needs an advanced gather (tensors and Booleans) is
        /// put into <paramref name="advanced"/> by dimension of the view, with null for the dimensions that are kept.
        /// </summary>
        /// <returns>This object itself when no view was needed.</returns>
        private Tensor ApplySlicing(TensorIndex[] indices, out List<Tensor?>? advanced)
        {
            advanced = null;
            long consumed = 0;
            foreach (TensorIndex index in indices)
            {
                consumed += index.Kind switch
                {
                    TensorIndex.IndexKind.Single or TensorIndex.IndexKind.Slice => 1,
                    TensorIndex.IndexKind.Tensor => index.Indices!.dtype is ScalarType.Bool or ScalarType.Byte ? index.Indices.dim() : 1,
                    _ => 0,
                };
            }

            Tensor view = this;
            int dim = 0;
            foreach (TensorIndex index in indices)
            {
                switch (index.Kind)
                {
                    case TensorIndex.IndexKind.Single:
                        view = Replace(view, view.select(dim, index.Start ?? 0));
                        break;
                    case TensorIndex.IndexKind.Slice when index is { Start: null, Stop: null, Step: null }:
                        dim++;
                        break;
                    case TensorIndex.IndexKind.Slice:
                        view = Replace(view, Ops.Slice.Call(view, dim++, index.Start, index.Stop, index.Step ?? 1));
                        break;
                    case TensorIndex.IndexKind.Ellipsis:
                        dim += (int)(this.dim() - consumed);
                        break;
                    case TensorIndex.IndexKind.None:
                        view = Replace(view, view.unsqueeze(dim++));
                        break;
                    case TensorIndex.IndexKind.Bool:
                        view = Replace(view, view.unsqueeze(dim));
                        Record(ref advanced, dim++, tensor([index.Start != 0], device: device));
                        break;
                    default:
                        Record(ref advanced, dim++, index.Indices!);
                        break;
                }
            }

            return view;
        }

        private static Tensor Int64Index(Tensor index) => index.dtype == ScalarType.Int64
            ? index
            : throw new ArgumentException($"index must be Int64; this one is {index.dtype}.", nameof(index));

        private static void Record(ref List<Tensor?>? advanced, int dim, Tensor indices)
        {
            advanced ??= [];
            while (advanced.Count < dim)
            {
                advanced.Add(null);
            }

            advanced.Add(indices);
        }

        private Tensor Replace(Tensor old, Tensor view)
        {
            if (!ReferenceEquals(old, this))
            {
                old.Dispose();
            }

            return view;
        }

        /// <summary>Frees the intermediate view and the index tensors that were made for plain Booleans.</summary>
        private void Release(Tensor view, TensorIndex[] indices, List<Tensor?>? advanced)
        {
            if (!ReferenceEquals(view, this))
            {
                view.Dispose();
            }

            if (advanced is null)
            {
                return;
            }

            foreach (Tensor? tensor in advanced)
            {
                if (tensor is not null && !Array.Exists(indices, index => ReferenceEquals(index.Indices, tensor)))
                {
                    tensor.Dispose();
                }
            }
        }

        private Tensor SelectAll(ReadOnlySpan<long> indices)
        {
            Tensor view = this;
            foreach (long index in indices)
            {
                view = Replace(view, view.select(0, index));
            }

            return view;
        }

        private void AssignTo(ReadOnlySpan<long> indices, Tensor value)
        {
            using Tensor view = SelectAll(indices);
            view.copy_(value);
        }
    }
}
