using SraCl.Modeling;
using SraCl.Sequences;

namespace SraCl.Training.Models;

/// <summary>A model loaded from its directory: ready to encode, in evaluation mode, on the CPU.</summary>
/// <remarks>Owns the backbone. Safe for concurrent use as far as its backbone is (<see cref="ISequenceBackbone"/>).</remarks>
public sealed class SavedModel : IDisposable
{
    internal SavedModel(ISequenceBackbone backbone, IdMap items, ModelManifest manifest)
    {
        Backbone = backbone;
        Items = items;
        Manifest = manifest;
    }

    /// <summary>Gets the backbone; disposed together with this object.</summary>
    public ISequenceBackbone Backbone { get; }

    /// <summary>Gets the map between external item ids and the backbone's dense ids.</summary>
    public IdMap Items { get; }

    /// <summary>Gets what the model is and where it came from.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>Disposes the backbone's module.</summary>
    public void Dispose() => Backbone.Module.Dispose();
}
