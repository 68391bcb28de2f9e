using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SraCl.Backbones.Objectives;
using SraCl.Backbones.Transformers;
using SraCl.Modeling;
using SraCl.Objectives;

namespace SraCl;

/// <summary>Registers the backbones of this package and their losses.</summary>
public static class SraClBackboneExtensions
{
    /// <summary>Adds the Transformer of the SRA-CL paper under the name <c>transformer</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddTransformer(this ISraClBuilder builder, Action<TransformerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<TransformerOptions>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IBackboneFactory, TransformerBackboneFactory>());
        return builder;
    }

    /// <summary>Adds the next-item cross-entropy over the whole catalogue as a training objective of weight 1.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddNextItemCrossEntropy(this ISraClBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveFactory, NextItemCrossEntropyFactory>());
        return builder;
    }
}
