using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    internal LayerNorm(long[] normalizedShape, double eps, bool elementwiseAffine, bool hasBias, Device? device, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        normalized_shape = normalizedShape;
        this.eps = eps;
        elementwise_affine = elementwiseAffine;
        if (elementwiseAffine)
        {
            _weight = Parameter.Owned(ones(normalizedShape, dtype, device));
            _bias = hasBias ? Parameter.Owned(zeros(normalizedShape, dtype, device)) : null;
        }

        RegisterComponents();
    }

    public long[] normalized_shape { get; }

    public double eps { get; }

    public bool elementwise_affine { get; }

    // Not nullable, as in the package, though there is none without elementwise_affine.
    public Parameter weight
    {
        get => _weight!;
        set
        {
            _weight = Parameter.Replace(_weight, value);
            ConditionallyRegisterParameter(nameof(weight), value);
        }
    }

    public Parameter? bias
    {
        get => _bias;
        set
        {
            _bias = Parameter.Replace(_bias, value);
            ConditionallyRegisterParameter(nameof(bias), value);
        }
    }

    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, _weight, _bias, eps);
}
