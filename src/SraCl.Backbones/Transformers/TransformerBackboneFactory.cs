using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SraCl.Modeling;

namespace SraCl.Backbones.Transformers;

/// <summary>Makes <see cref="TransformerBackbone"/>s.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="options">The configuration of new backbones.</param>
public sealed class TransformerBackboneFactory(IOptions<TransformerOptions> options) : IBackboneFactory
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <inheritdoc/>
    public string Name => "transformer";

    /// <inheritdoc/>
    public JsonObject Describe() => JsonSerializer.SerializeToNode(options.Value, Strict)!.AsObject();

    /// <inheritdoc/>
    public ISequenceBackbone Create(int itemCount, long seed) => new TransformerBackbone(itemCount, options.Value, seed);

    /// <inheritdoc/>
    public ISequenceBackbone Restore(int itemCount, JsonObject configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        try
        {
            return new TransformerBackbone(itemCount, configuration.Deserialize<TransformerOptions>(Strict)!, seed: 0);
        }
        catch (JsonException e)
        {
            throw new SraClException($"The saved configuration is not one of the '{Name}' backbone: {e.Message} Expected the object that was saved with the model.", e);
        }
    }
}
