using System.Text.Json.Nodes;

namespace SraCl.Modeling;

/// <summary>Makes backbones of one kind: new ones for training, and equal ones for loading saved weights into.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IBackboneFactory
{
    /// <summary>Gets the kind's name on command lines and in saved models, such as <c>transformer</c>; compared ignoring case.</summary>
    string Name { get; }

    /// <summary>Gets the configuration of new backbones as it is saved with a model.</summary>
    /// <returns>A JSON object that <see cref="Restore"/> accepts.</returns>
    JsonObject Describe();

    /// <summary>Makes an initialised backbone with the registered configuration, on the CPU.</summary>
    /// <param name="itemCount">The number of items N.</param>
    /// <param name="seed">The seed of the initial weights; the same seed gives the same weights.</param>
    /// <returns>The backbone; owned by the caller, who disposes its module.</returns>
    ISequenceBackbone Create(int itemCount, long seed);

    /// <summary>Makes a backbone with a saved configuration, on the CPU, for weights to be loaded into.</summary>
    /// <param name="itemCount">The number of items N.</param>
    /// <param name="configuration">What <see cref="Describe"/> gave when the model was saved.</param>
    /// <returns>The backbone; owned by the caller, who disposes its module.</returns>
    /// <exception cref="SraClException">The configuration is not one of this kind.</exception>
    ISequenceBackbone Restore(int itemCount, JsonObject configuration);
}
