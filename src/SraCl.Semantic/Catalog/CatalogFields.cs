namespace SraCl.Semantic.Catalog;

/// <summary>
/// The names of a catalog's fields or columns; of several names the first that an entry has a value for counts, and in a table the first that is a column. The defaults
/// fit Amazon's and Yelp's files and the usual names.
/// </summary>
/// <remarks>
/// Columns are found whatever the case and the underscores of their names. A column under a name other than the defaults must be there.
/// Immutable, hence safe for concurrent use as long as the lists given stay unchanged.
/// </remarks>
public sealed record CatalogFields
{
    /// <summary>Gets the names of the field with the item id, a string or a number; at least one.</summary>
    /// <value>The default is item_id, parent_asin, asin, business_id, product_id, movie_id, book_id, item, id.</value>
    public IReadOnlyList<string> Id { get; init; } = ["item_id", "parent_asin", "asin", "business_id", "product_id", "movie_id", "book_id", "item", "id"];

    /// <summary>Gets the names of the field with the title.</summary>
    /// <value>The default is title, name.</value>
    public IReadOnlyList<string> Title { get; init; } = ["title", "name"];

    /// <summary>Gets the names of the field with the brand.</summary>
    /// <value>The default is brand, store.</value>
    public IReadOnlyList<string> Brand { get; init; } = ["brand", "store"];

    /// <summary>
    /// Gets the names of the field with the categories: a name, a path (a list of names) or a list of paths. In a table: names with a bar between them, each a name
    /// or a path with <c> &gt; </c> between its levels; or a list as JSON or Python writes it.
    /// </summary>
    /// <value>The default is categories, category, main_category, main_cat, genres.</value>
    public IReadOnlyList<string> Categories { get; init; } = ["categories", "category", "main_category", "main_cat", "genres"];

    /// <summary>Gets the names of the field with the description, a string or a list of paragraphs.</summary>
    /// <value>The default is description.</value>
    public IReadOnlyList<string> Description { get; init; } = ["description"];

    /// <summary>Gets the names of the field with the price, a string or a number.</summary>
    /// <value>The default is price.</value>
    public IReadOnlyList<string> Price { get; init; } = ["price"];

    /// <summary>Gets the names that are looked for unless others are given.</summary>
    internal static CatalogFields Usual { get; } = new();
}
