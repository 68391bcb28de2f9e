using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests;

/// <summary>Makes and reads double-precision tensors, and compares gradients with finite differences.</summary>
internal static class Numbers
{
    public static Tensor Matrix(double[,] values) => tensor(values.Cast<double>().ToArray(), [values.GetLength(0), values.GetLength(1)], dtype: ScalarType.Float64);

    public static double[] Of(Tensor tensor)
    {
        using Tensor plain = tensor.detach().to(ScalarType.Float64).contiguous();
        return MemoryMarshal.Cast<byte, double>(plain.bytes).ToArray();
    }

    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"At {i}: expected {expected[i]}, got {actual[i]}, tolerance {tolerance}.");
        }
    }

    /// <summary>The gradient of a scalar function by central differences.</summary>
    public static double[] FiniteDifferences(Func<double[], double> function, double[] at)
    {
        const double Step = 1e-5;
        var gradient = new double[at.Length];
        for (int i = 0; i < at.Length; i++)
        {
            double[] up = [.. at];
            double[] down = [.. at];
            up[i] += Step;
            down[i] -= Step;
            gradient[i] = (function(up) - function(down)) / (2 * Step);
        }

        return gradient;
    }
}
