using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Backbones;

/// <summary>What a backbone does with the layers that it is made of.</summary>
internal static class LayerExtensions
{
    /// <summary>
    /// Takes the parameters of a layer out of the dispose scope that it is made in. TorchSharp's layers that live in native code (embeddings and recurrences) leave them
    /// there: when the scope ends, they would be gone from <c>parameters()</c> and from saved models without a word.
    /// </summary>
    public static T DetachFromDisposeScope<T>(this T layer)
        where T : nn.Module
    {
        foreach (Parameter parameter in layer.parameters())
        {
            parameter.DetachFromDisposeScope();
        }

        return layer;
    }
}
