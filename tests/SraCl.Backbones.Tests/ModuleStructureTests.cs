using SraCl.Backbones.Recurrent;
using SraCl.Backbones.Tests.Transformers;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests;

/// <summary>What TorchSharp's rules of registration and of dispose scopes do to the backbones.</summary>
public sealed class ModuleStructureTests
{
    public static TheoryData<string> Names => new(Parts.Keys.Append("gru").Append("gru, two tables, biases"));

    [Theory]
    [MemberData(nameof(Names))]
    public void StateDict_AsPartOfAnotherModule_NamesEachTensorOnce(string name)
    {
        nn.Module backbone = Create(name);
        string[] own = backbone.named_parameters().Select(named => named.name).ToArray();
        using var whole = new Whole(backbone);

        Assert.Equal(own.Select(key => "part." + key).Order(StringComparer.Ordinal), whole.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_InADisposeScope_OutlivesIt(string name)
    {
        nn.Module backbone;
        int parameters;
        using (NewDisposeScope())
        {
            backbone = Create(name);
            parameters = backbone.parameters().Count();
        }

        using (backbone)
        {
            Assert.Equal(parameters, backbone.parameters().Count());
            Assert.All(backbone.parameters(), parameter => Assert.False(parameter.IsInvalid));
        }
    }

    private static nn.Module Create(string name) => name switch
    {
        "gru" => new GruBackbone(9, new GruOptions(), seed: 1),
        "gru, two tables, biases" => new GruBackbone(9, new GruOptions { SeparateOutputTable = true, ItemBias = true }, seed: 1),
        _ => Parts.Create(name),
    };

    private sealed class Whole : nn.Module<Tensor, Tensor>
    {
        public Whole(nn.Module part)
            : base(nameof(Whole)) => register_module("part", part);

        public override Tensor forward(Tensor input) => input;
    }
}
