using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests.Modules;

public sealed class ModuleTreeTests
{
    [Fact]
    public void StateDict_NestedModel_IsNamedByFields()
    {
        using var model = new NestedModel();

        Assert.Equal(
            [
                "scale",
                "item_emb.weight",
                "layers.0.self_attn.query.weight",
                "layers.0.self_attn.query.bias",
                "layers.0.norm1.weight",
                "layers.0.norm1.bias",
                "layers.1.self_attn.query.weight",
                "layers.1.self_attn.query.bias",
                "layers.1.norm1.weight",
                "layers.1.norm1.bias",
                "gru.weight_ih_l0",
                "gru.weight_hh_l0",
                "gru.bias_ih_l0",
                "gru.bias_hh_l0",
                "head.first.weight",
                "head.first.bias",
                "head.last.weight",
                "counts",
            ],
            model.state_dict().Keys);
        Assert.Equal(model.named_parameters().Count() + 1, model.state_dict().Count);
    }

    [Fact]
    public void StateDict_WithPrefixAndDestination_Accumulates()
    {
        using var linear = nn.Linear(2, 2);
        var destination = new Dictionary<string, Tensor>(StringComparer.Ordinal);

        linear.state_dict(destination, "a.b");
        linear.state_dict(destination, "c");

        Assert.Equal(["a.b.weight", "a.b.bias", "c.weight", "c.bias"], destination.Keys);
    }

    // A part is asked for its components when it becomes a part, and lists each of its names.
    [Fact]
    public void StateDict_PartRegisteredUnderAnotherNameThanItsField_HasBoth()
    {
        using var whole = new Whole();

        Assert.Equal(["part.inner.weight", "part._inner.weight"], whole.state_dict().Keys);
        Assert.Equal(["part.inner.weight"], whole.named_parameters().Select(named => named.name));
    }

    [Fact]
    public void RegisterComponents_PrivateFieldOfABaseClass_IsSeen()
    {
        using var module = new Derived();

        Assert.Equal(["own.weight", "_inherited.weight"], module.state_dict().Keys);
    }

    [Fact]
    public void RegisterComponents_TensorField_BecomesABuffer_ArrayIsNotSeen()
    {
        using var model = new NestedModel();

        Assert.Equal(["counts"], model.named_buffers().Select(named => named.name));
        Assert.Null(model.get_parameter("hidden.0.weight"));
    }

    [Fact]
    public void RegisterBuffer_NotPersistent_IsNeverListed()
    {
        using var linear = nn.Linear(2, 2);
        linear.register_buffer("mask", ones(2), persistent: false);

        Assert.Empty(linear.named_buffers());
        Assert.NotNull(linear.get_buffer("mask"));
        Assert.Equal(["weight", "bias"], linear.state_dict().Keys);
    }

    [Fact]
    public void Register_TakenOrInvalidName_IsRefused()
    {
        using var model = new NestedModel();
        using var linear = nn.Linear(2, 2);

        Assert.Throws<InvalidOperationException>(() => model.register_module("gru", linear));
        Assert.Throws<ArgumentException>(() => model.register_module("a.b", linear));
        Assert.Throws<ArgumentException>(() => model.register_module("", linear));
        Assert.Throws<InvalidOperationException>(() => model.register_parameter("scale", model.get_parameter("scale")!));
        Assert.Throws<InvalidOperationException>(() => model.register_buffer("counts", model.get_buffer("counts")!));
    }

    [Fact]
    public void NamedParameters_SharedParameter_IsListedOnce()
    {
        using var model = new Tied();

        Assert.Equal(["first.weight"], model.named_parameters().Select(named => named.name));
    }

    [Fact]
    public void GetParameter_DottedName_FindsIt()
    {
        using var model = new NestedModel();

        Assert.Equal(4, model.get_parameter("layers.1.norm1.weight")!.numel());
        Assert.True(model.has_parameter("gru.bias_hh_l0"));
        Assert.Null(model.get_parameter("layers.7.norm1.weight"));
        Assert.Null(model.get_parameter("nothing"));
        Assert.NotNull(model.get_buffer("counts"));
    }

    [Fact]
    public void NamedModulesAndChildren_NestedModel_GiveTheTree()
    {
        using var model = new NestedModel();

        Assert.Equal(["item_emb", "layers", "gru", "head"], model.named_children().Select(named => named.name));
        var names = model.named_modules().Select(named => named.name).ToArray();
        Assert.Contains("layers.1.self_attn.query", names);
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void TrainEvalApply_NestedModel_ReachEveryModule()
    {
        using var model = new NestedModel();
        Assert.True(model.training);

        model.eval();
        Assert.All(model.named_modules(), named => Assert.False(named.module.training));
        model.train();
        Assert.All(model.named_modules(), named => Assert.True(named.module.training));

        var visited = new List<nn.Module>();
        model.apply(visited.Add);
        Assert.Equal(model.named_modules().Count() + 1, visited.Count);
        Assert.Same(model, visited[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ZeroGrad_AfterBackward_ClearsOrZeroes(bool setToNone)
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(2, 1);
        linear.call(ones(1, 2)).sum().backward();

        linear.zero_grad(setToNone);

        if (setToNone)
        {
            Assert.Null(linear.weight.grad);
        }
        else
        {
            Assert.Equal(0, linear.weight.grad!.abs().sum().ToDouble());
        }
    }

    [Fact]
    public void ModuleList_AsAField_RegistersWhatItHoldsThen()
    {
        var list = nn.ModuleList(nn.Linear(2, 2, hasBias: false));
        list.append(nn.Linear(2, 3, hasBias: false));
        Assert.Empty(list.state_dict());

        using var model = new Listed(list);
        using var late = nn.Linear(3, 3, hasBias: false);
        list.append(late);

        Assert.Equal(3, list.Count);
        Assert.Equal(3, list[1].weight.size(0));
        Assert.Equal(["layers.0.weight", "layers.1.weight"], model.state_dict().Keys);
    }

    [Fact]
    public void Dispose_Model_DisposesAllParameters()
    {
        var model = new NestedModel();
        var parameters = model.parameters().ToArray();

        model.Dispose();

        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
    }

    private abstract class Base : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _inherited = nn.Linear(2, 2, hasBias: false);

        protected Base()
            : base(nameof(Base))
        {
        }

        public override Tensor forward(Tensor input) => _inherited.call(input);
    }

    private sealed class Derived : Base
    {
        private readonly Linear own = nn.Linear(2, 2, hasBias: false);

        public Derived() => RegisterComponents();

        public override Tensor forward(Tensor input) => own.call(base.forward(input));
    }

    private sealed class Whole : nn.Module<Tensor, Tensor>
    {
        private readonly Renaming part = new();

        public Whole()
            : base(nameof(Whole)) => RegisterComponents();

        public override Tensor forward(Tensor input) => part.call(input);
    }

    private sealed class Renaming : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _inner = nn.Linear(2, 2, hasBias: false);

        public Renaming()
            : base(nameof(Renaming)) => register_module("inner", _inner);

        public override Tensor forward(Tensor input) => _inner.call(input);
    }

    private sealed class Listed : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> layers;

        public Listed(ModuleList<Linear> layers)
            : base(nameof(Listed))
        {
            this.layers = layers;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => layers.Aggregate(input, (states, layer) => layer.call(states));
    }

    private sealed class Tied : nn.Module<Tensor, Tensor>
    {
        private readonly Linear first = nn.Linear(2, 2, hasBias: false);
        private readonly Linear second;

        public Tied()
            : base(nameof(Tied))
        {
            second = nn.Linear(first.weight);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => second.call(first.call(input));
    }
}
