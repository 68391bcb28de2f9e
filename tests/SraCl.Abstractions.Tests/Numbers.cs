using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SraCl.Abstractions.Tests;

/// <summary>Reads and compares tensors.</summary>
internal static class Numbers
{
    public static float[] Of(Tensor tensor)
    {
        using Tensor plain = tensor.detach().to(ScalarType.Float32).contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }

    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance = 1e-5f)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"At {i}: expected {expected[i]}, got {actual[i]}.");
        }
    }
}
