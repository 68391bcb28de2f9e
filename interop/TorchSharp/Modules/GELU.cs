using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class GELU : nn.Module<Tensor, Tensor>
{
    internal GELU()
        : base(nameof(GELU))
    {
    }

    public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor);
}
