using Microsoft.Extensions.DependencyInjection;

namespace SraCl;

/// <summary>Registers the parts of SraCl; the packages add their own extension methods.</summary>
public interface ISraClBuilder
{
    /// <summary>Gets the service collection that is being configured.</summary>
    IServiceCollection Services { get; }
}
