using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using SraCl.Modeling;

namespace SraCl.Backbones.Transformers;

/// <summary>Makes <see cref="TransformerBackbone"/>s of one configuration.</summary>
/// <remarks>Several, each of a name and configuration of its own, may be registered side by side. Safe for concurrent use.</remarks>
public sealed class TransformerBackboneFactory : IBackboneFactory
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    private readonly Func<TransformerOptions> _options;

    /// <summary>Creates the factory that is named <c>transformer</c>.</summary>
    /// <param name="options">The configuration of new backbones.</param>
    public TransformerBackboneFactory(IOptions<TransformerOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name = "transformer";
        _options = () => options.Value;
    }

    /// <summary>Creates a factory with a name of its own.</summary>
    /// <param name="name">The factory's name, and that of its configuration among the named options.</param>
    /// <param name="options">The configurations of new backbones, by name.</param>
    public TransformerBackboneFactory(string name, IOptionsMonitor<TransformerOptions> options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        Name = name;
        _options = () => options.Get(name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public JsonObject Describe() => JsonSerializer.SerializeToNode(_options(), Strict)!.AsObject();

    /// <inheritdoc/>
    public ISequenceBackbone Create(int itemCount, long seed) => new TransformerBackbone(itemCount, _options(), seed);

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
