using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SraCl.Neighbors;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;

namespace SraCl;

/// <summary>Registers semantic neighbors.</summary>
public static class SraClSemanticExtensions
{
    /// <summary>
    /// Adds the semantic neighbors of a directory: <see cref="SemanticNeighbors"/>, and the <see cref="ItemNeighbors"/> and <see cref="SampleNeighbors"/> that SRA-CL's losses
    /// read. The directory is loaded when one of them is first asked for, once.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="directory">The directory that <see cref="SemanticsDirectory.Save"/> wrote.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddSemantics(this ISraClBuilder builder, string directory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return AddSemantics(builder, _ => SemanticsDirectory.Load(directory));
    }

    /// <summary>
    /// Adds semantic neighbors: <see cref="SemanticNeighbors"/>, and the <see cref="ItemNeighbors"/> and <see cref="SampleNeighbors"/> that SRA-CL's losses read.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="neighbors">The neighbors, such as <see cref="SemanticNeighborsBuilder"/> finds them.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddSemantics(this ISraClBuilder builder, SemanticNeighbors neighbors)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(neighbors);
        return AddSemantics(builder, _ => neighbors);
    }

    private static ISraClBuilder AddSemantics(ISraClBuilder builder, Func<IServiceProvider, SemanticNeighbors> get)
    {
        builder.Services.TryAddSingleton(get);
        builder.Services.TryAddSingleton(services => services.GetRequiredService<SemanticNeighbors>().Items);
        builder.Services.TryAddSingleton(services => services.GetRequiredService<SemanticNeighbors>().Samples);
        return builder;
    }
}
