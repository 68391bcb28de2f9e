using System.Runtime.CompilerServices;
using TorchSharp.Internal;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The memory of a contiguous tensor on the CPU. It is valid while the tensor lives.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous or not on the CPU.</exception>
        /// <exception cref="ArgumentException">The tensor has more than 2 GB.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                TensorInfo info = CpuInfo();
                if (info.IsContiguous == 0)
                {
                    throw new InvalidOperationException("bytes needs a contiguous tensor; call contiguous() first.");
                }

                long length = info.Numel * info.ItemSize;
                if (length > int.MaxValue)
                {
                    throw new ArgumentException($"The tensor has {length} bytes; a span holds at most {int.MaxValue}.");
                }

                return new Span<byte>(info.Data, (int)length);
            }

            set
            {
                Span<byte> target = bytes;
                if (target.Length != value.Length)
                {
                    throw new ArgumentException($"The tensor has {target.Length} bytes and was given {value.Length}.", nameof(value));
                }

                value.CopyTo(target);
                GC.KeepAlive(this);
            }
        }

        /// <summary>A view of the values of a tensor on the CPU; of one elsewhere, of a copy.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's element type.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The value of a tensor with one element.</summary>
        /// <exception cref="ArgumentException">There is not exactly one element, or <typeparamref name="T"/> is not its type.</exception>
        public T item<T>()
            where T : unmanaged
        {
            long count = numel();
            if (count != 1)
            {
                throw new ArgumentException($"item() needs a tensor of one element; this one has {count}.");
            }

            ValidateType(typeof(T));
            Scalar value = ToScalar();
            if (typeof(T) == typeof(float))
            {
                return Reinterpret<float, T>(value.ToSingle());
            }

            if (typeof(T) == typeof(double))
            {
                return Reinterpret<double, T>(value.ToDouble());
            }

            if (typeof(T) == typeof(Half))
            {
                return Reinterpret<Half, T>((Half)value.ToDouble());
            }

            // Integers and booleans are stored in the low bytes of a little-endian 64-bit number.
            long bits = value.Bits;
            return Unsafe.As<long, T>(ref bits);
        }

        public Scalar ToScalar() => Ops.Item.CallScalar(this);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Finish(Ops.ToDtype.Call(this, type, non_blocking, copy), disposeAfter);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Finish(Ops.ToDevice.Call(this, device, dtype, non_blocking, copy), disposeAfter);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Finish(Ops.ToDevice.Call(this, device, type, non_blocking, copy), disposeAfter);

        public Tensor to(
            DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);

        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor @bool() => to_type(ScalarType.Bool);

        public Tensor @byte() => to_type(ScalarType.Byte);

        public Tensor @int() => to_type(ScalarType.Int32);

        public Tensor @long() => to_type(ScalarType.Int64);

        public Tensor half() => to_type(ScalarType.Float16);

        public Tensor @float() => to_type(ScalarType.Float32);

        public Tensor @double() => to_type(ScalarType.Float64);

        /// <summary>A second object over the same tensor.</summary>
        public Tensor alias()
        {
            var result = new Tensor(NativeMethods.Retain(Handle));
            GC.KeepAlive(this);
            return result;
        }

        public Tensor clone() => Ops.Clone.Call(this);

        public Tensor contiguous() => Ops.Contiguous.Call(this);

        public Tensor pin_memory() => Ops.PinMemory.Call(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Apply(Ops.CopyInPlace, this, source, nonBlocking);

        public Tensor set_(Tensor source) => Apply(Ops.SetSourceInPlace, this, source);

        internal TensorInfo CpuInfo()
        {
            TensorInfo info = Info();
            return info.DeviceType == (int)DeviceType.CPU
                ? info
                : throw new InvalidOperationException($"The data of a tensor on '{device}' cannot be read; call cpu() first.");
        }

        private static T Reinterpret<TValue, T>(TValue value)
            where TValue : unmanaged
            where T : unmanaged => Unsafe.As<TValue, T>(ref value);

        private Tensor Finish(Tensor result, bool disposeThis)
        {
            if (disposeThis)
            {
                Dispose();
            }

            return result;
        }

        private void ValidateType(Type type)
        {
            ScalarType actual = dtype;
            if (ToScalarType(type) != actual)
            {
                throw new ArgumentException($"{type.Name} is not compatible with {actual}.");
            }
        }
    }
}
