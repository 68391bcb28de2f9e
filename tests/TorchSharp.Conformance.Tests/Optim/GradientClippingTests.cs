using TorchSharp.Conformance.Tests.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Optim;

public sealed class GradientClippingTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("two", 0.5, 2.0)]
    [InlineData("loose", 1e3, 2.0)]
    [InlineData("one", 0.5, 1.0)]
    [InlineData("inf", 0.5, double.PositiveInfinity)]
    public void ClipGradNorm_GoldenGradients_ScalesAsPyTorch(string name, double limit, double kind)
    {
        using var scope = NewDisposeScope();
        var parameters = WithGradients();

        var total = nn.utils.clip_grad_norm_(parameters, limit, kind);

        Assert.Equal(ModuleGoldens.Get($"clip/{name}/total").ToDouble(), total, 5);
        for (var i = 0; i < 2; i++)
        {
            ModuleGoldens.AssertClose(ModuleGoldens.Get($"clip/{name}/{i}"), parameters[i].grad!, Tolerance, $"{name}, gradient {i}");
        }
    }

    [Fact]
    public void ClipGradNorm_NoGradients_IsZero()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(0, nn.utils.clip_grad_norm_([nn.Parameter(ones(2))], 1.0));
    }

    [Fact]
    public void ClipGradValue_GoldenGradients_BoundsEachElement()
    {
        using var scope = NewDisposeScope();
        var parameters = WithGradients();

        nn.utils.clip_grad_value_(parameters, 0.25);

        for (var i = 0; i < 2; i++)
        {
            ModuleGoldens.AssertClose(ModuleGoldens.Get($"clip/in/{i}").clamp(-0.25, 0.25), parameters[i].grad!, 0, $"gradient {i}");
        }
    }

    // Two parameters with gradients and one without.
    private static Parameter[] WithGradients()
    {
        var parameters = new[] { nn.Parameter(zeros(4, 3)), nn.Parameter(zeros(5)), nn.Parameter(zeros(2)) };
        for (var i = 0; i < 2; i++)
        {
            using var gradient = ModuleGoldens.Get($"clip/in/{i}");
            parameters[i].grad = gradient;
        }

        return parameters;
    }
}
