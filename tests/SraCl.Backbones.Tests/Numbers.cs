using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests;

/// <summary>Reads tensors for comparison and compares them.</summary>
internal static class Numbers
{
    public static float[] Of(Tensor tensor)
    {
        using Tensor plain = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray();
    }

    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"At {i}: expected {expected[i]}, got {actual[i]}, tolerance {tolerance}.");
        }
    }

    public static void AssertClose(Tensor expected, Tensor actual, double tolerance) => AssertClose(Of(expected), Of(actual), tolerance);
}
