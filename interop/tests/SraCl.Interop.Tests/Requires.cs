using System.Runtime.InteropServices;
using TorchSharp.Internal;

namespace SraCl.Interop.Tests;

/// <summary>What a test needs of the machine; where it is missing, the test is skipped and says so.</summary>
internal static class Requires
{
    internal static void Libtorch()
    {
        string? missing = null;
        try
        {
            TorchLibrary.Load();
        }
        catch (DllNotFoundException exception)
        {
            missing = exception.Message;
        }

        Skip.If(missing is not null, missing);
    }

    /// <summary>Random streams and default initialisations are the same only within a line of releases.</summary>
    internal static void LibtorchVersion(string prefix)
    {
        Libtorch();
        string version = Marshal.PtrToStringUTF8(NativeMethods.Version())!;
        Skip.IfNot(version.StartsWith(prefix, StringComparison.Ordinal), $"The values were made with libtorch {prefix}; this is {version}.");
    }
}
