using SraCl.Cli.Runs;
using SraCl.Semantic.Catalog;

namespace SraCl.Cli.Reports;

/// <summary>What a report is made of.</summary>
/// <param name="Runs">The directories of the runs.</param>
internal sealed record ReportPlan(IReadOnlyList<string> Runs)
{
    /// <summary>Gets where the interactions are now; null for where the models were trained.</summary>
    public string? Interactions { get; init; }

    /// <summary>Gets the file of item texts, for titles and categories; null for none.</summary>
    public string? Items { get; init; }

    /// <summary>Gets how the file of item texts is read.</summary>
    public CatalogFileOptions Reading { get; init; } = new();

    /// <summary>Gets the neighbors found from texts, to stand beside those that the models have learned; null for none.</summary>
    public SemanticsSource? Semantics { get; init; }
}
