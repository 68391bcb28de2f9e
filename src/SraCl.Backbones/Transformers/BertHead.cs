using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Backbones.Transformers;

/// <summary>LN(GELU(W h + b)), slot by slot; see <see cref="RepresentationHead.Bert"/>.</summary>
internal sealed class BertHead : Module<Tensor, Tensor>
{
    [ComponentName(Name = "dense")]
    private readonly Linear _dense;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm _norm;

    public BertHead(TransformerOptions options)
        : base(nameof(BertHead))
    {
        _dense = Linear(options.HiddenSize, options.HiddenSize);
        _norm = LayerNorm(options.HiddenSize, options.LayerNormEpsilon);
        RegisterComponents();
    }

    /// <summary>Transforms states, <c>[T, D]</c> to <c>[T, D]</c>.</summary>
    public override Tensor forward(Tensor states)
    {
        using DisposeScope scope = NewDisposeScope();
        return _norm.call(F.gelu(_dense.call(states))).MoveToOuterDisposeScope();
    }
}
