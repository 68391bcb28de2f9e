using SraCl.Semantic.Catalog;

namespace SraCl.Semantic.Prompts;

/// <summary>Fills the placeholders that are about one item; what the catalog does not say is spelled out.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class ItemFields
{
    /// <summary>What stands for a field that the catalog does not have.</summary>
    public const string Missing = "missing";

    /// <summary>What stands for an item that the catalog says nothing about.</summary>
    public const string UnknownItem = "unknown item";

    private readonly CatalogItem? _item;
    private readonly int _skippedCategoryLevels;

    public ItemFields(CatalogItem? item, int skippedCategoryLevels)
    {
        _item = item;
        _skippedCategoryLevels = skippedCategoryLevels;
    }

    public static IReadOnlyList<string> Names { get; } = ["name", "title", "brand", "categories", "price", "description", PromptTemplate.AttributePrefix];

    /// <summary>Gets the whole description.</summary>
    public string Description => _item?.Description ?? string.Empty;

    /// <summary>Gets the value of a placeholder.</summary>
    public string this[string name] => Value(name) is { Length: > 0 } value ? value : Missing;

    private string? Value(string name) => name switch
    {
        "name" => Name(),
        "title" => _item?.Title,
        "brand" => _item?.Brand,
        "categories" => Categories(),
        "price" => _item?.Price,
        "description" => _item?.Description,
        _ => _item?.Attributes.GetValueOrDefault(name[PromptTemplate.AttributePrefix.Length..]),
    };

    private string Name() => new[] { _item?.Title, Categories(), _item?.Brand }.FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? UnknownItem;

    // The leaf says most, so it stays even where the tree is not as deep as expected. Categories without a tree, such as Yelp's, are all told.
    private string? Categories() => _item switch
    {
        { Categories: [_, _, ..] names } when names.All(name => name.Count == 1) => string.Join(", ", names.Select(name => name[0])),
        { Categories: [{ Count: > 0 } path, ..] } => string.Join(" > ", path.Skip(Math.Min(_skippedCategoryLevels, path.Count - 1))),
        _ => null,
    };
}
