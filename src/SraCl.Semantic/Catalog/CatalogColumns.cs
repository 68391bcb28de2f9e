using CsvHelper;
using SraCl.Files;

namespace SraCl.Semantic.Catalog;

/// <summary>Where a table's columns stand, and what an item of a row is.</summary>
internal sealed class CatalogColumns
{
    private readonly int[] _title;
    private readonly int[] _brand;
    private readonly int[] _categories;
    private readonly int[] _description;
    private readonly int[] _price;
    private readonly int[] _others;

    private CatalogColumns(string[] header, CatalogFields fields, string source)
    {
        Header = header;
        string[] plain = Array.ConvertAll(header, Plain);
        int[] id = Find(nameof(fields.Id), fields.Id, CatalogFields.Usual.Id);
        Id = id.Length > 0 ? id[0] : throw new DataFormatException(
            $"'{source}': no column of item ids; looked for {string.Join(", ", fields.Id)} (case and underscores aside), {Has()}. Name the field in {nameof(CatalogFields)}.{nameof(CatalogFields.Id)}.");
        _title = Find(nameof(fields.Title), fields.Title, CatalogFields.Usual.Title);
        _brand = Find(nameof(fields.Brand), fields.Brand, CatalogFields.Usual.Brand);
        _categories = Find(nameof(fields.Categories), fields.Categories, CatalogFields.Usual.Categories);
        _description = Find(nameof(fields.Description), fields.Description, CatalogFields.Usual.Description);
        _price = Find(nameof(fields.Price), fields.Price, CatalogFields.Usual.Price);
        _others = Enumerable.Range(0, header.Length).Where(column => header[column].Length > 0)
            .Except([.. id, .. _title, .. _brand, .. _categories, .. _description, .. _price]).ToArray();

        int[] Find(string field, IReadOnlyList<string> names, IReadOnlyList<string> usual)
        {
            int[] columns = names.Select(Index).Where(column => column >= 0).Distinct().ToArray();
            return columns.Length > 0 || names.Count == 0 || names.SequenceEqual(usual, StringComparer.Ordinal) ? columns : throw new DataFormatException(
                $"'{source}': missing column '{string.Join("' or '", names)}'; {Has()}. Correct {nameof(CatalogFields)}.{field}.");
        }

        int Index(string name)
        {
            int exact = Array.IndexOf(header, name);
            return exact >= 0 ? exact : Array.IndexOf(plain, Plain(name));
        }

        string Has() => $"the header has: {Excerpt.Of(string.Join(", ", header), maxLength: 300)}";
    }

    /// <summary>Gets the names of the columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Gets the column of item ids.</summary>
    public int Id { get; }

    /// <summary>Finds the columns.</summary>
    /// <param name="header">The first line.</param>
    /// <param name="fields">The names to look for.</param>
    /// <param name="source">The file, for messages.</param>
    /// <exception cref="DataFormatException">A named column or that of the ids is missing.</exception>
    public static CatalogColumns Find(string[] header, CatalogFields fields, string source) => new(Array.ConvertAll(header, name => name.Trim()), fields, source);

    /// <summary>Makes the item; null when the row has no id.</summary>
    public CatalogItem? Parse(CsvParser row)
    {
        string id = row[Id].Trim();
        return id.Length == 0 ? null : new CatalogItem(id)
        {
            Title = First(row, _title),
            Brand = First(row, _brand),
            Categories = _categories.Select(column => CategoryText.Cell(row[column])).FirstOrDefault(paths => paths.Length > 0) ?? [],
            Description = First(row, _description),
            Price = First(row, _price),
            Attributes = Attributes(row),
        };
    }

    private static string? First(CsvParser row, int[] columns) => columns.Select(column => CatalogText.Clean(row[column])).FirstOrDefault(text => text is not null);

    private Dictionary<string, string> Attributes(CsvParser row)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (int column in _others)
        {
            if (CatalogText.Clean(row[column]) is { } text)
            {
                attributes.TryAdd(Header[column], text);
            }
        }

        return attributes;
    }

    private static string Plain(string name) => string.Concat(name.ToLowerInvariant().Where(char.IsLetterOrDigit));
}
