using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers of its own.</summary>
    public sealed unsafe class Generator : IDisposable
    {
        private nint _handle;

        /// <exception cref="NotSupportedException"><paramref name="device"/> is not the CPU.</exception>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            if (this.device.type != DeviceType.CPU)
            {
                throw new NotSupportedException($"A generator on '{this.device}' is not supported by this provider; expected 'cpu'.");
            }

            nint handle;
            NativeError.ThrowIf(NativeMethods.NewGenerator(seed, &handle));
            _handle = handle;
        }

        private Generator(nint handle, Device device)
        {
            _handle = handle;
            this.device = device;
        }

        ~Generator() => Release();

        public static Generator Default
        {
            get
            {
                nint handle;
                NativeError.ThrowIf(NativeMethods.DefaultGenerator((int)DeviceType.CPU, 0, &handle));
                return new Generator(handle, CPU);
            }
        }

        public Device device { get; }

        internal nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                return _handle;
            }
        }

        public Generator manual_seed(long seed)
        {
            NativeError.ThrowIf(NativeMethods.SeedGenerator(Handle, seed));
            GC.KeepAlive(this);
            return this;
        }

        public long initial_seed()
        {
            long seed;
            NativeError.ThrowIf(NativeMethods.InitialSeed(Handle, &seed));
            GC.KeepAlive(this);
            return seed;
        }

        public Tensor get_state()
        {
            nint state;
            NativeError.ThrowIf(NativeMethods.GeneratorState(Handle, &state));
            GC.KeepAlive(this);
            return new Tensor(state);
        }

        public void set_state(Tensor value)
        {
            NativeError.ThrowIf(NativeMethods.SetGeneratorState(Handle, value.Handle));
            GC.KeepAlive(value);
            GC.KeepAlive(this);
        }

        public void Dispose()
        {
            Release();
            GC.SuppressFinalize(this);
        }

        private void Release()
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
            {
                NativeMethods.ReleaseGenerator(handle);
            }
        }
    }
}
