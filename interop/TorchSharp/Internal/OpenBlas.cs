using System.Runtime.InteropServices;

namespace TorchSharp.Internal;

/// <summary>OpenBLAS keeps a thread pool of its own, which libtorch's thread count does not govern.</summary>
internal static class OpenBlas
{
    /// <summary>Gives OpenBLAS as many threads as libtorch has; does nothing where libtorch uses another BLAS.</summary>
    internal static unsafe void SetThreads(int count)
    {
        if (NativeLibrary.TryLoad("libopenblas.so.0", out nint library)
            && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out nint function))
        {
            ((delegate* unmanaged<int, void>)function)(count);
        }
    }
}
