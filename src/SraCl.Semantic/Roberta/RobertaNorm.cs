using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Semantic.Roberta;

/// <summary>Layer normalisation over weights that exist already.</summary>
internal sealed class RobertaNorm : Module<Tensor, Tensor>
{
    private readonly double _epsilon;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    public RobertaNorm(RobertaWeights weights, string name, double epsilon)
        : base(nameof(RobertaNorm))
    {
        _epsilon = epsilon;
        _weight = weights.Read(name + ".weight");
        _bias = weights.Read(name + ".bias");
        RegisterComponents();
    }

    /// <summary>Normalises the last axis.</summary>
    public override Tensor forward(Tensor input) => F.layer_norm(input, [_weight.size(0)], _weight, _bias, _epsilon);
}
