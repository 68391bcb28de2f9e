using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Modules;

// What dispose scopes do to modules, traps included.
public sealed class ModuleScopeTests
{
    private static long LiveTensors => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    [Fact]
    public void ManagedLayers_MadeInAScope_OutliveIt()
    {
        Linear linear;
        LayerNorm norm;
        using (NewDisposeScope())
        {
            (linear, norm) = (nn.Linear(2, 2), nn.LayerNorm(2));
        }

        foreach (var layer in new nn.Module[] { linear, norm })
        {
            Assert.NotEmpty(layer.state_dict());
            Assert.All(layer.parameters(), parameter => Assert.False(parameter.IsInvalid));
            layer.Dispose();
        }
    }

    // Embeddings and recurrences live in native code: their parameters are the scope's, unless somebody takes them out.
    [Fact]
    public void NativeLayers_TakenOutOfTheirScope_OutliveIt()
    {
        Embedding embedding;
        GRU gru;
        using (NewDisposeScope())
        {
            (embedding, gru) = (nn.Embedding(3, 2), nn.GRU(2, 2));
            foreach (var parameter in embedding.parameters().Concat(gru.parameters()))
            {
                parameter.DetachFromDisposeScope();
            }
        }

        using (embedding)
        using (gru)
        {
            Assert.Equal(["weight"], embedding.state_dict().Keys);
            Assert.Equal(4, gru.state_dict().Count);
            Assert.All(gru.parameters(), parameter => Assert.False(parameter.IsInvalid));
        }
    }

    [Fact]
    public void EmbeddingWeight_ReadInAScope_IsItsNumbersAndGradientOnly()
    {
        using var embedding = nn.Embedding(3, 2);
        using (NewDisposeScope())
        {
            using (no_grad())
            {
                embedding.weight!.fill_(2);
            }

            (embedding.weight! * 3).sum().backward();
        }

        using var weight = embedding.get_parameter("weight")!.detach();
        using var grad = embedding.get_parameter("weight")!.grad!;
        Assert.Equal([2f, 2f, 2f, 2f, 2f, 2f], weight.data<float>().ToArray());
        Assert.Equal([3f, 3f, 3f, 3f, 3f, 3f], grad.data<float>().ToArray());
    }

    [Fact]
    public void OwnParameter_MadeInAScope_GoesWithItAndVanishes()
    {
        WithParameter module;
        using (NewDisposeScope())
        {
            module = new WithParameter(detach: false);
            Assert.Single(module.parameters());
        }

        Assert.Empty(module.parameters());
        Assert.Empty(module.state_dict());
        module.Dispose();
    }

    [Fact]
    public void OwnParameter_Detached_Stays()
    {
        WithParameter module;
        using (NewDisposeScope())
        {
            module = new WithParameter(detach: true);
        }

        using (module)
        {
            Assert.Equal(2, Assert.Single(module.parameters()).numel());
        }
    }

    [Fact]
    public void Parameter_FromTensor_TakesItsHandle()
    {
        using var scope = NewDisposeScope();
        var data = ones(2);

        var parameter = nn.Parameter(data);

        Assert.True(data.IsInvalid);
        Assert.True(parameter.requires_grad);
        Assert.True(parameter.is_leaf);
        Assert.Equal(1, scope.DisposablesCount);
        Assert.Throws<InvalidOperationException>(() => nn.Parameter(data));
        Assert.False(nn.Parameter(ones(2), requires_grad: false).requires_grad);
    }

    [Fact]
    public void Parameter_OfATensorInAnOuterScope_TakesItsPlaceThere()
    {
        using var outer = NewDisposeScope();
        var data = ones(2);
        Parameter parameter;
        using (NewDisposeScope())
        {
            parameter = nn.Parameter(data);
        }

        Assert.False(parameter.IsInvalid);
        Assert.Equal(1, outer.DisposablesCount);
    }

    [Fact]
    public void Parameter_OfATensorInNoScope_JoinsNone()
    {
        var data = ones(2);
        Parameter parameter;
        using (NewDisposeScope())
        {
            parameter = nn.Parameter(data);
        }

        Assert.False(parameter.IsInvalid);
        parameter.Dispose();
    }

    [Fact]
    public void Forward_InAScope_LeavesNothingBehind()
    {
        using var model = nn.Sequential(nn.Linear(4, 4), nn.GELU(), nn.LayerNorm(4), nn.Dropout(0.1), nn.Linear(4, 2));
        using var gru = nn.GRU(4, 4);
        using var input = rand(3, 2, 4);
        var before = LiveTensors;

        for (var i = 0; i < 3; i++)
        {
            using var scope = NewDisposeScope();
            var (output, _) = gru.call(input);
            model.call(output).sum().backward();
        }

        Assert.Equal(before, LiveTensors);
    }

    [Fact]
    public void SequentialCall_WithoutScope_ReleasesWhatIsBetween()
    {
        using var model = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Identity(), nn.Linear(4, 2));
        using var input = rand(3, 4);
        var before = LiveTensors;

        using var output = model.call(input);

        Assert.Equal(before + 1, LiveTensors);
        Assert.False(input.IsInvalid);
    }

    private sealed class WithParameter : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight;

        public WithParameter(bool detach)
            : base(nameof(WithParameter))
        {
            weight = nn.Parameter(ones(2));
            if (detach)
            {
                weight.DetachFromDisposeScope();
            }

            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input * weight;
    }
}
