using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SraCl.Contrastive.CrossSequence;
using SraCl.Contrastive.IntraSequence;
using SraCl.Neighbors;
using SraCl.Objectives;

namespace SraCl;

/// <summary>Registers the contrastive objectives.</summary>
public static class SraClContrastiveExtensions
{
    /// <summary>Adds SRA-CL's item loss; reads <see cref="ItemNeighbors"/> from the services.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddIntraSequenceContrast(this ISraClBuilder builder, Action<IntraSequenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<IntraSequenceOptions>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveFactory, IntraSequenceObjectiveFactory>());
        return builder;
    }

    /// <summary>Adds SRA-CL's user loss; reads <see cref="SampleNeighbors"/> from the services.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddCrossSequenceContrast(this ISraClBuilder builder, Action<CrossSequenceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<CrossSequenceOptions>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveFactory, CrossSequenceObjectiveFactory>());
        return builder;
    }
}
