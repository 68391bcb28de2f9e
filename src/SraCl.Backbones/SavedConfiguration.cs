using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace SraCl.Backbones;

/// <summary>The configuration of a backbone as JSON that is saved with a model: enumerations by name, and nothing unknown.</summary>
internal static class SavedConfiguration
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <summary>Writes a configuration.</summary>
    public static JsonObject Describe<TOptions>(TOptions options)
        where TOptions : class => JsonSerializer.SerializeToNode(options, Strict)!.AsObject();

    /// <summary>Reads a configuration.</summary>
    /// <param name="backbone">The backbone's name, for messages.</param>
    /// <param name="configuration">What <see cref="Describe"/> gave.</param>
    /// <exception cref="SraClException">It is not one of this backbone.</exception>
    public static TOptions Restore<TOptions>(string backbone, JsonObject configuration)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(configuration);
        try
        {
            return configuration.Deserialize<TOptions>(Strict)!;
        }
        catch (JsonException e)
        {
            throw new SraClException($"The saved configuration is not one of the '{backbone}' backbone: {e.Message} Expected the object that was saved with the model.", e);
        }
    }
}
