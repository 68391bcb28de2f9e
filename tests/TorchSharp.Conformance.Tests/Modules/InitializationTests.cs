using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Modules;

// The values come from float32 draws of the CPU generator, whose streams PyTorch keeps stable. The last bits may differ
// between vector instruction sets, hence a tolerance.
public sealed class InitializationTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Constructors_SameSeedAsPyTorch_GiveTheSameWeights()
    {
        using var scope = NewDisposeScope();
        manual_seed(1234);

        AssertWeights("linear", nn.Linear(5, 3));
        AssertWeights("embedding", nn.Embedding(7, 4, padding_idx: 2));
        AssertWeights("gru", nn.GRU(4, 6, numLayers: 2, bidirectional: true));
        AssertWeights("linear_nobias", nn.Linear(40, 30, hasBias: false));
        AssertWeights("large_embedding", nn.Embedding(33, 17));
    }

    [Fact]
    public void Init_SameSeedAsPyTorch_GivesTheSameValues()
    {
        using var scope = NewDisposeScope();

        AssertFunction("normal", t => nn.init.normal_(t, 0.5, 0.02));
        AssertFunction("uniform", t => nn.init.uniform_(t, -0.3, 0.7));
        AssertFunction("constant", t => nn.init.constant_(t, 1.25));
        AssertFunction("xavier_uniform", t => nn.init.xavier_uniform_(t, gain: 1.5));
        AssertFunction("kaiming_uniform", t => nn.init.kaiming_uniform_(t, a: 0.2));
        AssertFunction("kaiming_uniform_out_relu", t => nn.init.kaiming_uniform_(
            t, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU));
        AssertFunction("kaiming_normal", t => nn.init.kaiming_normal_(t, nonlinearity: nn.init.NonlinearityType.Tanh));
    }

    [Fact]
    public void Init_OnParameter_WritesInPlaceWithoutRecording()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(zeros(3, 3));

        var returned = nn.init.ones_(parameter);

        Assert.Same(parameter, returned);
        Assert.True(parameter.is_leaf);
        Assert.Equal(9, parameter.sum().ToDouble());
        nn.init.zeros_(parameter);
        Assert.Equal(0, parameter.sum().ToDouble());
    }

    [Fact]
    public void Linear_GivenParameters_UsesThemAndOutlivesTheScope()
    {
        Linear linear;
        using (NewDisposeScope())
        {
            linear = nn.Linear(nn.Parameter(ones(2, 3)), nn.Parameter(zeros(2)));
        }

        using (linear)
        {
            Assert.Equal(["weight", "bias"], linear.state_dict().Keys);
            Assert.Equal(6, linear.weight.sum().ToDouble());
        }
    }

    private static void AssertWeights(string layer, nn.Module module)
    {
        var expected = ModuleGoldens.GetAll($"init/{layer}/");
        Assert.Equal(expected.Keys, module.state_dict().Keys);
        foreach (var (name, parameter) in module.named_parameters())
        {
            ModuleGoldens.AssertClose(expected[name], parameter, Tolerance, $"{layer}.{name}");
        }

        module.Dispose();
    }

    private static void AssertFunction(string name, Func<Tensor, Tensor> initialize)
    {
        manual_seed(99);
        ModuleGoldens.AssertClose(ModuleGoldens.Get($"initfn/{name}"), initialize(empty(6, 9)), Tolerance, name);
    }
}
