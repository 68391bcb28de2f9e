using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Internal;

/// <summary>What libtorch's matrix products need to be told besides what libtorch itself is told.</summary>
internal static class OpenBlas
{
    /// <summary>
    /// Gets the kernels that OpenBLAS should use, or null to let it choose. A version older than the processor takes an AMD processor for one
    /// without AVX-512 and multiplies at half the speed.
    /// </summary>
    internal static string? CoreType => HasAvx512 && IsAmd ? "SkylakeX" : null;

    private static bool HasAvx512 => Avx512F.VL.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported && Avx512CD.VL.IsSupported;

    private static bool IsAmd
    {
        get
        {
            if (!X86Base.IsSupported)
            {
                return false;
            }

            const int Auth = 0x68747541; // "Auth", "enti", "cAMD"
            const int Enti = 0x69746e65;
            const int CAmd = 0x444d4163;
            return X86Base.CpuId(0, 0) is (_, Auth, CAmd, Enti);
        }
    }

    /// <summary>Gives OpenBLAS as many threads as libtorch has, because its thread pool is its own; does nothing where libtorch uses another BLAS.</summary>
    internal static unsafe void SetThreads(int count)
    {
        if (NativeLibrary.TryLoad("libopenblas.so.0", out nint library)
            && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out nint function))
        {
            ((delegate* unmanaged<int, void>)function)(count);
        }
    }
}
