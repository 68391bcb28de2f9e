using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Backbones.Transformers;

/// <summary>Draws the weights that a backbone begins with.</summary>
internal static class InitialWeights
{
    /// <summary>Overwrites every parameter of a module; one generator draws them in the order of their registration.</summary>
    public static void Draw(nn.Module module, TransformerOptions options, long seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach ((string name, Parameter parameter) in module.named_parameters())
        {
            if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
            else if (name.Contains("norm", StringComparison.Ordinal))
            {
                parameter.fill_(1);
            }
            else if (options.Initialization == WeightInitialization.GlorotUniform)
            {
                double bound = Math.Sqrt(6.0 / (parameter.size(0) + parameter.size(1)));
                parameter.uniform_(-bound, bound, generator);
            }
            else
            {
                parameter.normal_(0, options.InitializerRange, generator);
            }
        }
    }
}
