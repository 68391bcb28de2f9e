using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Tensors;

/// <summary>Operators against PyTorch, forward and backward.</summary>
public sealed class OperatorGoldenTests
{
    // Single-precision results of other kernels differ in the last bits; the values are of the order of one to ten.
    private const double Tolerance = 2e-5;

    private static readonly GoldenFile Golden = new("tensors.safetensors");

    public static TheoryData<string> Names => [.. OperatorCases.All.Keys];

    [Fact]
    public void Cases_InGoldenFile_AreTheSame()
    {
        IEnumerable<string> stored = Golden.Keys.Select(key => key[..key.IndexOf('/', StringComparison.Ordinal)]).Distinct(StringComparer.Ordinal);

        Assert.Equal(stored.Order(StringComparer.Ordinal), OperatorCases.All.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operator_ForwardAndBackward_EqualsPyTorch(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] inputs = Golden.GetList($"{name}/in");
        foreach (Tensor input in inputs)
        {
            input.requires_grad = input.is_floating_point();
        }

        Tensor[] expected = Golden.GetList($"{name}/out");
        Tensor[] actual = OperatorCases.All[name](inputs);

        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            AssertClose(expected[i], actual[i], $"{name}/out/{i}");
        }

        Backward(name, actual);
        for (int i = 0; i < inputs.Length; i++)
        {
            if (Golden.Contains($"{name}/grad/{i}"))
            {
                Tensor? gradient = inputs[i].grad;
                Assert.False(gradient is null, $"{name}: input {i} has no gradient");
                AssertClose(Golden.Get($"{name}/grad/{i}"), gradient, $"{name}/grad/{i}");
            }
        }
    }

    private static void Backward(string name, Tensor[] outputs)
    {
        Tensor? loss = null;
        for (int i = 0; i < outputs.Length; i++)
        {
            string key = $"{name}/cotangent/{i}";
            Assert.Equal(Golden.Contains(key), outputs[i].requires_grad);
            if (Golden.Contains(key))
            {
                Tensor term = (outputs[i] * Golden.Get(key)).sum();
                loss = loss is null ? term : loss + term;
            }
        }

        loss?.backward();
    }

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        if (expected.numel() > 0)
        {
            double error = (expected.to(ScalarType.Float64) - actual.detach().to(ScalarType.Float64)).abs().max().ToDouble();
            Assert.True(error <= Tolerance, $"{what}: largest difference {error}, allowed {Tolerance}");
        }
    }
}
