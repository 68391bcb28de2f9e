using System.Runtime.InteropServices;

namespace TorchSharp.Internal;

/// <summary>Turns a failed native call into the exception that TorchSharp throws.</summary>
internal static class NativeError
{
    /// <exception cref="ExternalException">The native call failed; the message is libtorch's, without a C++ backtrace.</exception>
    internal static void ThrowIf(int status)
    {
        if (status != 0)
        {
            Throw();
        }
    }

    private static void Throw() =>
        throw new ExternalException(Marshal.PtrToStringUTF8(NativeMethods.LastError()) ?? "libtorch reported an error without a message.");
}
