using SraCl.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Objectives;

/// <summary>Finds out, before training begins, what the states are that a backbone gives at positions.</summary>
internal static class PositionStates
{
    /// <summary>Whether the state at an item depends on the item after it. Draws nothing at random and leaves the backbone's mode as it is.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="objective">The name of the objective that reads states.</param>
    /// <param name="instead">What to register instead.</param>
    /// <returns>True when it does.</returns>
    /// <exception cref="SraClException">The backbone gives no states at positions.</exception>
    public static bool SeeNewerItems(ISequenceBackbone backbone, string objective, string instead)
    {
        nn.Module[] modules = [backbone.Module, .. backbone.Module.modules()];
        bool[] modes = Array.ConvertAll(modules, module => module.training);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        try
        {
            backbone.Module.eval();
            int length = Math.Min(2, backbone.MaxLength);
            var items = new long[2 * length];
            Array.Fill(items, 1);
            items[^1] = Math.Min(2, backbone.ItemCount); // The rows differ in their newest item.
            Tensor states = backbone.EncodePositions(tensor(items, [2, length]).to(backbone.Module.parameters().First().device)).cpu(); // [2, L, D]
            Tensor first = states[0, 0];
            return length > 1 && (first - states[1, 0]).abs().max().item<float>() > 1e-4f * first.abs().max().item<float>();
        }
        catch (NotSupportedException e)
        {
            throw new SraClException($"The {objective} reads the state at every position, which {backbone.GetType().Name} does not give: {e.Message} Or train it with {instead}.", e);
        }
        finally
        {
            // A module stands before its parts, so that theirs is what remains.
            for (int i = 0; i < modules.Length; i++)
            {
                modules[i].train(modes[i]);
            }
        }
    }
}
