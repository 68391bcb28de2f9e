using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sizes of all dimensions, in a new array at each reading.</summary>
        public long[] shape => size();

        public long Dimensions => dim();

        public long ndim => dim();

        public long NumberOfElements => numel();

        public long ElementSize => element_size();

        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)NativeMethods.DType(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        public Device device
        {
            get
            {
                TensorInfo info = Info();
                return info.DeviceType == (int)DeviceType.CPU ? CPU : new Device((DeviceType)info.DeviceType, info.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Info().DeviceType;

        public int device_index => Info().DeviceIndex;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_leaf => Info().IsLeaf != 0;

        public bool requires_grad
        {
            get => Info().RequiresGrad != 0;
            set
            {
                NativeError.ThrowIf(NativeMethods.SetRequiresGrad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        public long dim()
        {
            long result = NativeMethods.Dim(Handle);
            GC.KeepAlive(this);
            return result;
        }

        public long numel()
        {
            long result = NativeMethods.Numel(Handle);
            GC.KeepAlive(this);
            return result;
        }

        public long element_size() => Info().ItemSize;

        public unsafe long[] size()
        {
            TensorInfo info = Info();
            long[] result = new ReadOnlySpan<long>(info.Sizes, info.Dim).ToArray();
            GC.KeepAlive(this);
            return result;
        }

        public long size(int dim)
        {
            long result = NativeMethods.Size(Handle, Wrap(dim));
            GC.KeepAlive(this);
            return result;
        }

        public unsafe long[] stride()
        {
            TensorInfo info = Info();
            long[] result = new ReadOnlySpan<long>(info.Strides, info.Dim).ToArray();
            GC.KeepAlive(this);
            return result;
        }

        public long stride(int dim) => stride()[Wrap(dim)];

        public bool is_contiguous() => Info().IsContiguous != 0;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public override string ToString()
        {
            if (IsInvalid)
            {
                return "(disposed)";
            }

            return new StringBuilder("[")
                .AppendJoin('x', shape)
                .Append(CultureInfo.InvariantCulture, $"], type = {dtype}, device = {device}")
                .ToString();
        }

        private int Wrap(int dim)
        {
            int rank = (int)this.dim();
            int wrapped = dim < 0 ? dim + rank : dim;
            return (uint)wrapped < (uint)rank
                ? wrapped
                : throw new ExternalException($"Dimension out of range (expected to be in range of [{-rank}, {rank - 1}], but got {dim})");
        }
    }
}
