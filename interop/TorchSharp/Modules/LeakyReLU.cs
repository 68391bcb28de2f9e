using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class LeakyReLU : nn.Module<Tensor, Tensor>
{
    internal LeakyReLU(double negativeSlope, bool inplace)
        : base(nameof(LeakyReLU))
    {
        negative_slope = negativeSlope;
        this.inplace = inplace;
    }

    public double negative_slope { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.leaky_relu(tensor, negative_slope, inplace);
}
