namespace SraCl.Semantic.Catalog;

/// <summary>
/// The field names of a catalog in JSON lines; of several names the first that an entry has a value for counts. The defaults fit Amazon's and Yelp's
/// files and the usual names.
/// </summary>
/// <remarks>Immutable, hence safe for concurrent use as long as the lists given stay unchanged.</remarks>
public sealed record JsonLinesCatalogFields
{
    /// <summary>Gets the names of the field with the item id, a string or a number; at least one.</summary>
    /// <value>The default is item_id, parent_asin, asin, business_id, id.</value>
    public IReadOnlyList<string> Id { get; init; } = ["item_id", "parent_asin", "asin", "business_id", "id"];

    /// <summary>Gets the names of the field with the title.</summary>
    /// <value>The default is title, name.</value>
    public IReadOnlyList<string> Title { get; init; } = ["title", "name"];

    /// <summary>Gets the names of the field with the brand.</summary>
    /// <value>The default is brand, store.</value>
    public IReadOnlyList<string> Brand { get; init; } = ["brand", "store"];

    /// <summary>Gets the names of the field with the categories: a name, a path (a list of names) or a list of paths.</summary>
    /// <value>The default is categories, category, main_category, genres.</value>
    public IReadOnlyList<string> Categories { get; init; } = ["categories", "category", "main_category", "genres"];

    /// <summary>Gets the names of the field with the description, a string or a list of paragraphs.</summary>
    /// <value>The default is description.</value>
    public IReadOnlyList<string> Description { get; init; } = ["description"];

    /// <summary>Gets the names of the field with the price, a string or a number.</summary>
    /// <value>The default is price.</value>
    public IReadOnlyList<string> Price { get; init; } = ["price"];
}
