using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SraCl.Modeling;

namespace SraCl.Backbones.Recurrent;

/// <summary>Makes <see cref="GruBackbone"/>s.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="options">The configuration of new backbones.</param>
public sealed class GruBackboneFactory(IOptions<GruOptions> options) : IBackboneFactory
{
    /// <inheritdoc/>
    public string Name => "gru4rec";

    /// <inheritdoc/>
    public JsonObject Describe() => SavedConfiguration.Describe(options.Value);

    /// <inheritdoc/>
    public ISequenceBackbone Create(int itemCount, long seed) => new GruBackbone(itemCount, options.Value, seed);

    /// <inheritdoc/>
    public ISequenceBackbone Restore(int itemCount, JsonObject configuration) =>
        new GruBackbone(itemCount, SavedConfiguration.Restore<GruOptions>(Name, configuration), seed: 0);
}
