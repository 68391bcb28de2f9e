using SraCl.Cli.Data;
using SraCl.Semantic.Preparation;

namespace SraCl.Cli.Runs;

/// <summary>Which neighbors to find, and where to save them.</summary>
/// <param name="Data">The data.</param>
/// <param name="Output">The directory.</param>
/// <param name="Options">The rules.</param>
internal sealed record PreparationPlan(DataRecipe Data, string Output, SemanticNeighborsOptions Options)
{
    /// <summary>Gets where the items' vectors come from.</summary>
    public ItemEmbedderKind Embedder { get; init; } = ItemEmbedderKind.Lsa;

    /// <summary>Gets the catalog's path; null when there is none.</summary>
    public string? Items { get; init; }

    /// <summary>Gets the path of a matrix of vectors; null when there is none.</summary>
    public string? Vectors { get; init; }

    /// <summary>Gets whether neighbors in the directory are replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>Gets the length of the vectors that are made here.</summary>
    public int Dimension { get; init; } = 256;
}
