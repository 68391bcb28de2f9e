using static TorchSharp.torch;

namespace SraCl.Interop.Tests.Kernels;

/// <summary>Inputs that do not come from torch's random stream, and comparisons that know about NaN.</summary>
internal static class Values
{
    /// <summary>Numbers in [-1, 1), always the same for a seed.</summary>
    internal static Tensor Uniform(int seed, params long[] shape)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (2 * random.NextSingle()) - 1;
        }

        return tensor(values).reshape(shape);
    }

    internal static float[] Floats(Tensor values) => values.detach().contiguous().data<float>().ToArray();

    /// <summary>A leaf with the strides of <paramref name="view"/>.</summary>
    internal static Tensor Leaf(Tensor view) => view.detach().requires_grad_();

    internal static void AssertClose(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        AssertClose(expected.to_type(ScalarType.Float64).detach().contiguous().data<double>().ToArray(), Floats(actual), tolerance, what);
    }

    internal static void AssertClose(double[] expected, float[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // Equal covers infinities, and Equals two times NaN.
            bool close = expected[i].Equals((double)actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance;
            Assert.True(close, $"{what}: element {i} is {actual[i]}, expected {expected[i]} ± {tolerance}.");
        }
    }
}
