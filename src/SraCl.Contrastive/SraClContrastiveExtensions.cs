using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SraCl.Contrastive;
using SraCl.Contrastive.Augmentation;
using SraCl.Contrastive.CrossSequence;
using SraCl.Contrastive.IntraSequence;
using SraCl.Contrastive.SameTarget;
using SraCl.Neighbors;
using SraCl.Objectives;

namespace SraCl;

/// <summary>Registers the contrastive objectives.</summary>
public static class SraClContrastiveExtensions
{
    /// <summary>Adds both losses of SRA-CL; reads <see cref="SampleNeighbors"/> and <see cref="ItemNeighbors"/> from the services.</summary>
    /// <remarks>
    /// The same as <see cref="AddCrossSequenceContrast"/> and <see cref="AddIntraSequenceContrast"/> with these values; call them afterwards to
    /// change more, or one of them alone to train with one loss.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="alpha">The weight α of the cross-sequence (user) loss, finite and positive; official 0.1.</param>
    /// <param name="beta">The weight β of the intra-sequence (item) loss, finite and positive; official 0.1.</param>
    /// <param name="k">The number of nearest neighbors that both losses use, at least 1; official 10.</param>
    /// <param name="protocol">Whose reading of the paper both losses follow.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddSraClLosses(
        this ISraClBuilder builder, double alpha = 0.1, double beta = 0.1, int k = 10, SraClProtocol protocol = SraClProtocol.Default)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Checks.Protocol(protocol);
        return builder
            .AddCrossSequenceContrast(options =>
            {
                options.Use(protocol);
                options.Weight = alpha;
                options.Neighbors = k;
            })
            .AddIntraSequenceContrast(options =>
            {
                options.Use(protocol);
                options.Weight = beta;
                options.Substitution = options.Substitution with { Neighbors = k };
            });
    }

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

    /// <summary>Adds DuoRec's contrastive loss: sequences that lead to the same item, and two dropout passes of one sequence.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddDuoRecContrast(this ISraClBuilder builder, Action<DuoRecOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<DuoRecOptions>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveFactory, DuoRecObjectiveFactory>());
        return builder;
    }

    /// <summary>Adds CL4SRec's contrastive loss: two views of a sequence, cropped, masked or reordered.</summary>
    /// <remarks>Needs a backbone with a mask token, unless the options hide items behind padding.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the default configuration.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddCl4SRecContrast(this ISraClBuilder builder, Action<Cl4SRecOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<Cl4SRecOptions>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IObjectiveFactory, Cl4SRecObjectiveFactory>());
        return builder;
    }
}
