namespace SraCl.Semantic.Catalog;

/// <summary>How a file of item texts is read.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record CatalogFileOptions
{
    /// <summary>Gets the file's format.</summary>
    /// <value>The default is <see cref="CatalogFormat.Auto"/>.</value>
    public CatalogFormat Format { get; init; } = CatalogFormat.Auto;

    /// <summary>Gets the names of the fields or columns.</summary>
    /// <value>The default is the usual names.</value>
    public CatalogFields Fields { get; init; } = new();

    /// <summary>Gets what separates the columns of a table, one or more characters; null for a comma (CSV) or a tab (TSV). A file with a delimiter is a table.</summary>
    /// <value>The default is null.</value>
    public string? Delimiter { get; init; }
}
