using System.Text.Json.Nodes;
using SraCl.Neighbors;

namespace SraCl.Modeling;

/// <summary>Makes backbone factories of backbone factories.</summary>
/// <remarks>Stateless, hence safe for concurrent use.</remarks>
public static class BackboneFactoryExtensions
{
    /// <summary>Lets new backbones begin with item tables from known vectors (<see cref="ItemTableInitializer"/>). Saved models are of the same kind as without.</summary>
    /// <param name="factory">The factory of the backbones.</param>
    /// <param name="vectors">The vectors: row 0 belongs to padding, row i to item i; a row of zeros means that there is none.</param>
    /// <returns>A factory of the same name and configuration.</returns>
    public static IBackboneFactory WithItemVectors(this IBackboneFactory factory, EmbeddingMatrix vectors)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(vectors);
        return new StartedFactory(factory, vectors);
    }

    private sealed class StartedFactory(IBackboneFactory inner, EmbeddingMatrix vectors) : IBackboneFactory
    {
        public string Name => inner.Name;

        public JsonObject Describe() => inner.Describe();

        public ISequenceBackbone Create(int itemCount, long seed)
        {
            ISequenceBackbone backbone = inner.Create(itemCount, seed);
            try
            {
                ItemTableInitializer.Initialize(backbone, vectors);
                return backbone;
            }
            catch
            {
                backbone.Module.Dispose();
                throw;
            }
        }

        public ISequenceBackbone Restore(int itemCount, JsonObject configuration) => inner.Restore(itemCount, configuration);
    }
}
