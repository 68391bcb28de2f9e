using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Linear : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(weight))]
    private Parameter _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
        : base(nameof(Linear))
    {
        in_features = inputSize;
        out_features = outputSize;

        // U(-1/sqrt(in), 1/sqrt(in)) for both, drawn weight first: the random stream of PyTorch's reset_parameters.
        _weight = Parameter.Owned(empty([outputSize, inputSize], dtype, device));
        nn.init.kaiming_uniform_(_weight, a: Math.Sqrt(5));
        if (hasBias)
        {
            _bias = Parameter.Owned(empty([outputSize], dtype, device));
            var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
            nn.init.uniform_(_bias, -bound, bound);
        }

        RegisterComponents();
    }

    internal Linear(Parameter weight, Parameter? bias)
        : base(nameof(Linear))
    {
        out_features = weight.size(0);
        in_features = weight.size(1);
        weight.DetachFromDisposeScope();
        bias?.DetachFromDisposeScope();
        _weight = weight;
        _bias = bias;
        RegisterComponents();
    }

    public long in_features { get; }

    public long out_features { get; }

    public Parameter weight
    {
        get => _weight;
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

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);
}
