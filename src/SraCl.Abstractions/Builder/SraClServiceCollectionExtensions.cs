using Microsoft.Extensions.DependencyInjection.Extensions;
using SraCl;
using SraCl.Objectives;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The entry point of SraCl in a service collection.</summary>
public static class SraClServiceCollectionExtensions
{
    /// <summary>Begins the registration of SraCl, with the <see cref="AuxiliaryLossFactory"/> for training loops of one's own; calling it twice is harmless.</summary>
    /// <param name="services">The service collection.</param>
    /// <returns>The builder that the packages' extension methods add backbones, objectives and training to.</returns>
    public static ISraClBuilder AddSraCl(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<AuxiliaryLossFactory>();
        return new SraClBuilder(services);
    }

    private sealed record SraClBuilder(IServiceCollection Services) : ISraClBuilder;
}
