using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using SraCl.Modeling;

namespace SraCl.Backbones.Recurrent;

/// <summary>Makes <see cref="GruBackbone"/>s.</summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="options">The configuration of new backbones.</param>
public sealed class GruBackboneFactory(IOptions<GruOptions> options) : IBackboneFactory
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter<GruInitialization>() },
    };

    /// <inheritdoc/>
    public string Name => "gru4rec";

    /// <inheritdoc/>
    public JsonObject Describe() => JsonSerializer.SerializeToNode(options.Value, Strict)!.AsObject();

    /// <inheritdoc/>
    public ISequenceBackbone Create(int itemCount, long seed) => new GruBackbone(itemCount, options.Value, seed);

    /// <inheritdoc/>
    public ISequenceBackbone Restore(int itemCount, JsonObject configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        try
        {
            return new GruBackbone(itemCount, configuration.Deserialize<GruOptions>(Strict)!, seed: 0);
        }
        catch (JsonException e)
        {
            throw new SraClException($"The saved configuration is not one of the '{Name}' backbone: {e.Message} Expected the object that was saved with the model.", e);
        }
    }
}
