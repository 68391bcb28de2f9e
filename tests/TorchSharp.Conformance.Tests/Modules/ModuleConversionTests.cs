using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Modules;

public sealed class ModuleConversionTests
{
    [Fact]
    public void To_Float64_ReplacesParametersAndKeepsValuesAndGradients()
    {
        using var scope = NewDisposeScope();
        using var model = new NestedModel();
        var before = model.get_parameter("layers.0.norm1.weight")!;
        using var scaled = before * 3.0f;
        scaled.sum().backward();

        var returned = model.to(ScalarType.Float64);

        Assert.Same(model, returned);
        Assert.True(before.IsInvalid);
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(ScalarType.Int64, model.get_buffer("counts")!.dtype);
        var after = model.get_parameter("layers.0.norm1.weight")!;
        Assert.True(after.is_leaf && after.requires_grad);
        Assert.Equal(4.0, after.sum().ToDouble());
        Assert.Equal(12.0, after.grad!.sum().ToDouble());
        Assert.Equal(ScalarType.Float64, model.call(tensor(new long[] { 1, 2 }, [1, 2])).dtype);
    }

    [Fact]
    public void To_SameTypeAndDevice_KeepsTheParameters()
    {
        using var linear = nn.Linear(2, 2);
        var weight = linear.weight;

        linear.to(ScalarType.Float32).to(CPU);

        Assert.Same(weight, linear.weight);
        Assert.False(weight.IsInvalid);
    }

    [Fact]
    public void To_IntegerType_IsRefused()
    {
        using var model = new NestedModel();

        Assert.Throws<ArgumentException>(() => model.to(ScalarType.Int64));
    }
}
