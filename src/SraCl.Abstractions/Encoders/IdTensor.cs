using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SraCl.Encoders;

/// <summary>Makes tensors of ids by writing straight into their memory.</summary>
internal static class IdTensor
{
    /// <summary>Makes a tensor on the CPU for the caller to write.</summary>
    /// <param name="count">The number of ids.</param>
    /// <param name="ids">The tensor's memory, contents undefined.</param>
    /// <returns>The tensor, int64 <c>[count]</c>.</returns>
    public static Tensor Create(long count, out Span<long> ids)
    {
        Tensor tensor = empty(count, dtype: ScalarType.Int64);
        ids = count == 0 ? [] : MemoryMarshal.Cast<byte, long>(tensor.bytes);
        return tensor;
    }
}
