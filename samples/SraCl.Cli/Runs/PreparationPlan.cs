using SraCl.Cli.Data;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Preparation;

namespace SraCl.Cli.Runs;

/// <summary>Which neighbors to find, and where to save them.</summary>
/// <param name="Data">The data.</param>
/// <param name="Output">The directory.</param>
/// <param name="Options">The rules.</param>
internal sealed record PreparationPlan(DataRecipe Data, string Output, SemanticNeighborsOptions Options)
{
    /// <summary>The name of the file in the output directory that keeps answers and vectors of models.</summary>
    public const string StoreName = "answers.db";

    /// <summary>Gets where the items' vectors come from.</summary>
    public ItemEmbedder Embedder { get; init; } = new(ItemEmbedderKind.Lsa);

    /// <summary>Gets where the sequences' vectors come from.</summary>
    public SequenceVectors Sequences { get; init; } = SequenceVectors.Items;

    /// <summary>Gets which models are asked.</summary>
    public ModelPlan Models { get; init; } = new();

    /// <summary>Gets the catalog's path; null when there is none.</summary>
    public string? Items { get; init; }

    /// <summary>Gets how the catalog is read.</summary>
    public CatalogFileOptions ItemsReading { get; init; } = new();

    /// <summary>Gets whether neighbors in the directory are replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>Gets the length of the vectors that are made here; null for that of the embedder.</summary>
    public int? Dimension { get; init; }

    /// <summary>Gets whether texts are made.</summary>
    public bool NeedsTexts => Embedder.ReadsTexts || Sequences == SequenceVectors.Summaries;

    /// <summary>Gets the path of the file that keeps answers and vectors of models.</summary>
    public string StorePath => Models.Store ?? Path.Combine(Output, StoreName);
}
