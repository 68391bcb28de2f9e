using System.Runtime.InteropServices;

namespace TorchSharp.Internal;

/// <summary>Finds and loads the shim, and with it libtorch.</summary>
/// <remarks>
/// Happens on the first native call, never in a type initialiser: a missing library is reported where the first tensor is made,
/// each time, by one <see cref="DllNotFoundException"/>.
/// </remarks>
internal static partial class TorchLibrary
{
    internal const string PathVariable = "SRACL_TORCH_SHIM";
    private const string FileName = "libsracl_torch.so";

    private static readonly Lock Gate = new();
    private static nint _handle;

    /// <summary>Loads the library once; later calls return the same handle.</summary>
    /// <exception cref="DllNotFoundException">The shim or libtorch is absent or cannot be loaded; the message has the cure.</exception>
    internal static nint Load()
    {
        lock (Gate)
        {
            if (_handle == 0)
            {
                _handle = Load(ResolvePath());
            }

            return _handle;
        }
    }

    /// <summary>Loads the shim from <paramref name="path"/> and initialises it.</summary>
    internal static nint Load(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw NotFound(path, "this provider runs on Linux only");
        }

        if (!File.Exists(path))
        {
            throw NotFound(path, "the file does not exist");
        }

        PrepareEnvironment();
        nint handle;
        try
        {
            handle = NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw NotFound(path, exception.Message);
        }

        Initialise(handle, path);
        return handle;
    }

    private static string ResolvePath()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } configured)
        {
            return configured;
        }

        string? folder = Path.GetDirectoryName(typeof(TorchLibrary).Assembly.Location);
        return Path.Combine(string.IsNullOrEmpty(folder) ? AppContext.BaseDirectory : folder, FileName);
    }

    private static DllNotFoundException NotFound(string path, string reason) => new(
        $"The native library of the `system` TorchSharp provider could not be loaded from '{path}': {reason}. " +
        "Install libtorch and build the library (`apt-get install libtorch-dev libopenblas0-pthread`, then `./build.sh setup`), point the " +
        $"environment variable {PathVariable} to a built {FileName}, or use the TorchSharp package instead (`-p:TorchProvider=package`).");

    // Native code does not see Environment.SetEnvironmentVariable, and the OpenMP runtime reads its variables while it is being loaded.
    // With its default, active waiting, a second busy process makes every parallel region many times slower.
    private static void PrepareEnvironment() => SetEnvironmentVariable("OMP_WAIT_POLICY", "passive", overwrite: 0);

    private static unsafe void Initialise(nint handle, string path)
    {
        // The runtime knows what a container allows; native code sees the whole machine.
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (((delegate* unmanaged<long, int>)NativeLibrary.GetExport(handle, "sracl_init"))(memory) != 0)
        {
            nint message = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(handle, "sracl_last_error"))();
            throw NotFound(path, Marshal.PtrToStringUTF8(message) ?? "it could not be initialised");
        }

        int threads = ((delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "sracl_threads"))();
        if (Environment.GetEnvironmentVariable("OPENBLAS_NUM_THREADS") is null)
        {
            OpenBlas.SetThreads(threads);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
