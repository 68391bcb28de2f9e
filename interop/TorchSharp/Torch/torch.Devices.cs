using TorchSharp.Internal;

namespace TorchSharp;

public static partial class torch
{
    public static bool cuda_is_available() => cuda.is_available();

    /// <summary>False: this provider has no Metal backend.</summary>
    public static bool mps_is_available() => false;

    public static int get_num_threads() => NativeMethods.Threads();

    /// <summary>Sets the threads of libtorch's operators and, where it is in use, of OpenBLAS.</summary>
    public static void set_num_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(num, 1);
        NativeError.ThrowIf(NativeMethods.SetThreads(num));
        OpenBlas.SetThreads(num);
    }

    public static int get_num_interop_threads() => NativeMethods.InteropThreads();

    public static void set_num_interop_threads(int num) => NativeError.ThrowIf(NativeMethods.SetInteropThreads(num));

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static unsafe int device_count()
        {
            int count;
            NativeError.ThrowIf(NativeMethods.CudaCount(&count));
            return count;
        }

        public static void manual_seed(long seed) => random.manual_seed(seed);

        public static void manual_seed_all(long seed) => random.manual_seed(seed);

        public static void synchronize(Device? device = null) =>
            NativeError.ThrowIf(NativeMethods.CudaSynchronize(device?.index ?? -1));
    }
}
