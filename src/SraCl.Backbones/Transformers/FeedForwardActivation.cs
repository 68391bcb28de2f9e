using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Backbones.Transformers;

/// <summary>Carries out an <see cref="Activation"/>.</summary>
internal static class FeedForwardActivation
{
    public static Tensor Apply(this Activation activation, Tensor input) => activation switch
    {
        Activation.Gelu => F.gelu(input),
        Activation.Relu => F.relu(input),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, $"Expected an {nameof(Activation)}."),
    };
}
