using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SraCl.Modeling;

namespace SraCl.Backbones.Transformers;

/// <summary>Makes <see cref="TransformerBackbone"/>s of one configuration.</summary>
/// <remarks>Several, each of a name and configuration of its own, may be registered side by side. Safe for concurrent use.</remarks>
public sealed class TransformerBackboneFactory : IBackboneFactory
{
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
    public JsonObject Describe() => SavedConfiguration.Describe(_options());

    /// <inheritdoc/>
    public ISequenceBackbone Create(int itemCount, long seed) => new TransformerBackbone(itemCount, _options(), seed);

    /// <inheritdoc/>
    public ISequenceBackbone Restore(int itemCount, JsonObject configuration) =>
        new TransformerBackbone(itemCount, SavedConfiguration.Restore<TransformerOptions>(Name, configuration), seed: 0);
}
