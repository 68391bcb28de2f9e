using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Dropout : nn.Module<Tensor, Tensor>
{
    internal Dropout(double p, bool inplace)
        : base(nameof(Dropout))
    {
        this.p = p;
        this.inplace = inplace;
    }

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.dropout(input, p, training, inplace);
}
