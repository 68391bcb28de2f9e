using TorchSharp.Conformance.Tests.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Optim;

public sealed class AdamTests
{
    private const double Tolerance = 3e-7;
    private const int Steps = 5;

    private static readonly Dictionary<string, Func<Parameter[], OptimizerHelper>> Makers = new(StringComparer.Ordinal)
    {
        ["adam"] = ps => optim.Adam(ps, lr: 0.1),
        ["adam_decay"] = ps => optim.Adam(ps, lr: 0.1, beta1: 0.8, beta2: 0.95, eps: 1e-6, weight_decay: 0.3),
        ["adam_amsgrad"] = ps => optim.Adam(ps, lr: 0.1, amsgrad: true),
        ["adam_maximize"] = ps => optim.Adam(ps, lr: 0.1, weight_decay: 0.1, maximize: true),
        ["adamw"] = ps => optim.AdamW(ps, lr: 0.1),
        ["adamw_decay"] = ps => optim.AdamW(ps, lr: 0.1, weight_decay: 0.3),
        ["adamw_amsgrad"] = ps => optim.AdamW(ps, lr: 0.1, weight_decay: 0.01, amsgrad: true),
        ["adam_groups"] = ps => optim.Adam(
            [new Adam.ParamGroup([ps[0]], new Adam.Options { weight_decay = 0.2 }), new Adam.ParamGroup([ps[1]], lr: 0.01)], lr: 0.1),
    };

    public static TheoryData<string> MakerNames => [.. Makers.Keys];

    [Theory]
    [MemberData(nameof(MakerNames))]
    public void Step_GoldenGradients_MovesAsPyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint();
        using var optimizer = Makers[name](parameters);

        for (var step = 0; step < Steps; step++)
        {
            ApplyStep(optimizer, parameters, step);
            for (var i = 0; i < parameters.Length; i++)
            {
                ModuleGoldens.AssertClose(
                    ModuleGoldens.Get($"optim/{name}/{step}/{i}"), parameters[i].detach(), Tolerance, $"{name}, step {step}, parameter {i}");
            }
        }
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("adam_amsgrad")]
    [InlineData("adam_groups")]
    [InlineData("adamw_decay")]
    public void LoadStateDict_FromAStream_ContinuesExactly(string name) => CheckContinuation(name, (source, target) =>
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        source.save_state_dict(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        target.load_state_dict(reader);
        Assert.Equal(stream.Length, stream.Position);
    });

    // Outside of any scope: inside of one, the package gives the copied state to the scope.
    [Theory]
    [InlineData("adam_decay")]
    [InlineData("adamw_amsgrad")]
    public void LoadStateDict_FromADictionary_ContinuesExactly(string name) =>
        CheckContinuation(name, (source, target) => target.load_state_dict(source.state_dict()));

    [Fact]
    public void SaveStateDict_Adam_HasThePackagesLayout()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.Adam([nn.Parameter(zeros(2))], lr: 0.25, weight_decay: 0.5);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);

        optimizer.save_state_dict(writer);

        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.Equal("Adam", reader.ReadString());
        Assert.Equal([1, 1], reader.ReadBytes(2));                                                 // groups, states
        Assert.Equal([0.25, 0.25, 0.9, 0.999, 1e-8, 0.5], Enumerable.Range(0, 6).Select(_ => reader.ReadDouble()));
        Assert.Equal([0, 0], reader.ReadBytes(2));                                                 // amsgrad, maximize
        Assert.Equal(0, reader.ReadInt64());                                                       // steps
        Assert.Equal([6, 1, 2, .. new byte[8], 6, 1, 2, .. new byte[8], 0], reader.ReadBytes(100)); // two moments, no maximum
    }

    [Fact]
    public void LoadStateDict_OfAnotherKindOrSize_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var adam = optim.Adam([nn.Parameter(zeros(2))]);
        using var adamW = optim.AdamW([nn.Parameter(zeros(2))]);
        using var larger = optim.Adam([nn.Parameter(zeros(2)), nn.Parameter(zeros(2))]);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        adam.save_state_dict(writer);
        using var reader = new BinaryReader(stream);

        stream.Position = 0;
        Assert.Throws<InvalidDataException>(() => adamW.load_state_dict(reader));
        stream.Position = 0;
        Assert.Throws<ArgumentException>(() => larger.load_state_dict(reader));
    }

    [Fact]
    public void ParamGroups_LearningRate_IsReadAndWritten()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(zeros(1));
        using var optimizer = optim.Adam([("w", parameter)], lr: 0.5);
        var group = Assert.Single(optimizer.ParamGroups);
        Assert.Equal((0.5, 0.5), (group.LearningRate, group.InitialLearningRate));

        group.LearningRate = 0;
        parameter.grad = ones(1);
        optimizer.step();

        Assert.Equal(0, parameter.ToDouble());
        Assert.Equal(0.5, group.InitialLearningRate);
    }

    [Fact]
    public void Step_WithClosure_ReturnsItsLoss()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(ones(1));
        using var optimizer = optim.AdamW([parameter], lr: 0.1);

        var loss = optimizer.step(() =>
        {
            optimizer.zero_grad();
            var objective = (parameter * 3.0f).sum();
            objective.backward();
            return objective;
        });

        Assert.Equal(3, loss.ToDouble());
        Assert.Equal(0.9, parameter.ToDouble(), 5);
        Assert.Null(optimizer.step());
    }

    [Fact]
    public void ZeroGrad_AfterBackward_FillsZeros()
    {
        using var scope = NewDisposeScope();
        var used = nn.Parameter(ones(2));
        var unused = nn.Parameter(ones(2));
        using var optimizer = optim.Adam([used, unused]);
        used.sum().backward();

        optimizer.zero_grad();

        Assert.Equal(0, used.grad!.abs().sum().ToDouble());
        Assert.Null(unused.grad);
    }

    [Fact]
    public void Step_ParameterWithoutGradient_IsLeftAlone()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(ones(2));
        using var optimizer = optim.AdamW([parameter], lr: 0.1, weight_decay: 0.5);

        optimizer.step();

        Assert.Equal(2, parameter.sum().ToDouble());
    }

    [Fact]
    public void Step_Repeated_LeavesNoTensorBehind()
    {
        using var scope = NewDisposeScope();
        var parameters = StartingPoint();
        using var optimizer = Makers["adam_amsgrad"](parameters);
        ApplyStep(optimizer, parameters, 0);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 3; i++)
        {
            optimizer.step();
            optimizer.zero_grad();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void StateOfAnOptimizer_MadeInAScope_OutlivesIt()
    {
        var parameter = nn.Parameter(ones(2));
        OptimizerHelper optimizer;
        using (NewDisposeScope())
        {
            optimizer = optim.Adam([parameter], lr: 0.1);
        }

        using var gradient = ones(2);
        parameter.grad = gradient;
        optimizer.step();

        using var sum = parameter.sum();
        Assert.Equal(1.8, sum.ToDouble(), 5);
        optimizer.Dispose();
        parameter.Dispose();
    }

    [Theory]
    [InlineData(-1.0, 0.9, 1e-8)]
    [InlineData(0.1, 1.0, 1e-8)]
    [InlineData(0.1, 0.9, -1e-8)]
    public void Adam_InvalidArgument_IsRefused(double lr, double beta1, double eps)
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(ones(1));

        Assert.Throws<ArgumentException>(() => optim.Adam([parameter], lr, beta1, eps: eps));
    }

    /// <summary>The state of a parameter can be read and set in place, which is how checkpoints keep it under names of their own.</summary>
    [Fact]
    public void StateDict_AdamStates_AreLiveAndInTheOrderOfTheParameters()
    {
        CheckContinuation("adam", (source, target) =>
        {
            using var scope = NewDisposeScope();
            using var mode = no_grad();
            Parameter[] parameters = [.. source.parameters()];
            List<OptimizerState> from = source.state_dict().State;
            List<OptimizerState> to = target.state_dict().State;
            Assert.Equal(parameters.Length, from.Count);
            for (var i = 0; i < from.Count; i++)
            {
                var (one, other) = ((Adam.State)from[i], (Adam.State)to[i]);
                Assert.Equal(parameters[i].shape, one.exp_avg.shape);
                Assert.Equal(4, one.step);
                other.step = one.step;
                other.exp_avg.copy_(one.exp_avg);
                other.exp_avg_sq.copy_(one.exp_avg_sq);
            }

            foreach (var (one, other) in source.ParamGroups.Zip(target.ParamGroups))
            {
                other.LearningRate = one.LearningRate;
            }
        });
    }

    private static Parameter[] StartingPoint() => [nn.Parameter(ModuleGoldens.Get("optim/start/0")), nn.Parameter(ModuleGoldens.Get("optim/start/1"))];

    private static void CheckContinuation(string name, Action<OptimizerHelper, OptimizerHelper> transfer)
    {
        var parameters = StartingPoint();
        using var first = Makers[name](parameters);
        for (var step = 0; step < 4; step++)
        {
            ApplyStep(first, parameters, step);
        }

        var copies = Array.ConvertAll(parameters, parameter => nn.Parameter(parameter.detach().clone()));
        using var second = Makers[name](copies);
        transfer(first, second);
        ApplyStep(first, parameters, 4);
        ApplyStep(second, copies, 4);

        using var scope = NewDisposeScope();
        for (var i = 0; i < parameters.Length; i++)
        {
            ModuleGoldens.AssertClose(parameters[i].detach(), copies[i].detach(), 0, $"parameter {i}");
        }
    }

    private static void ApplyStep(OptimizerHelper optimizer, Parameter[] parameters, int step)
    {
        if (step == 3)
        {
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate *= 0.5;
            }
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            using var gradient = ModuleGoldens.Get($"optim/gradient/{step}/{i}");
            parameters[i].grad = gradient;
        }

        optimizer.step();
    }
}
