using SraCl;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The entry point of SraCl in a service collection.</summary>
public static class SraClServiceCollectionExtensions
{
    /// <summary>Begins the registration of SraCl; calling it twice is harmless.</summary>
    /// <param name="services">The service collection.</param>
    /// <returns>The builder that the packages' extension methods add backbones, objectives and training to.</returns>
    public static ISraClBuilder AddSraCl(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new SraClBuilder(services);
    }

    private sealed record SraClBuilder(IServiceCollection Services) : ISraClBuilder;
}
