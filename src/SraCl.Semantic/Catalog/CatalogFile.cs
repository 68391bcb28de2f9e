using SraCl.Files;

namespace SraCl.Semantic.Catalog;

/// <summary>Reads files of item texts, plain or gzip-compressed: JSON lines, tables, Amazon's and Yelp's metadata.</summary>
/// <remarks>
/// <para>
/// Texts are cleaned as <see cref="CatalogItem"/> says. What no name in <see cref="CatalogFields"/> stands for becomes an attribute: a text or a number as it is,
/// the values of a list with a semicolon between them, the members of an object as <c>name: value</c>; deeper lists and objects are left out. A file is streamed,
/// and one line of it is in memory at a time. The first line that cannot be read ends the reading: an item without its text would be missed by nobody.
/// </para>
/// <para>
/// Python dictionaries are Amazon's files of 2014. Bytes above 127 that a Python 2 text escapes (<c>'Caf\xc3\xa9'</c>) are UTF-8 where they can be, and
/// Latin-1 otherwise.
/// </para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
/// <example>
/// <code>
/// ItemCatalog catalog = ItemCatalog.Create(dataset.Items, CatalogFile.Read("meta_Beauty.json.gz"));
/// </code>
/// </example>
public static class CatalogFile
{
    private const string Content = "item texts";

    /// <summary>Reads the entries in the order of the file.</summary>
    /// <param name="path">The file; packed or not is told from its content, not from its name.</param>
    /// <param name="options">Format and names; null for what the file looks like and the usual names.</param>
    /// <returns>The entries; the file is read while they are enumerated.</returns>
    /// <exception cref="DataFormatException">While enumerating: the file is not what it claims, its format is not clear, or a line has no item with an id.</exception>
    /// <exception cref="SraClException">An option is invalid; while enumerating: the file does not exist or cannot be opened.</exception>
    public static IEnumerable<CatalogItem> Read(string path, CatalogFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new CatalogFileOptions();
        if (options.Fields.Id.Count == 0)
        {
            throw new SraClException($"{nameof(CatalogFields)}.{nameof(CatalogFields.Id)} is empty; expected at least one name.");
        }

        if (options.Delimiter is { } delimiter && (delimiter.Length == 0 || delimiter.AsSpan().ContainsAny("\"\r\n")))
        {
            throw new SraClException($"{nameof(CatalogFileOptions)}.{nameof(CatalogFileOptions.Delimiter)} is '{delimiter}'; expected what separates columns, such as ',' or a tab.");
        }

        if (options.Delimiter is not null && options.Format is not (CatalogFormat.Auto or CatalogFormat.Csv or CatalogFormat.Tsv))
        {
            throw new SraClException(
                $"{nameof(CatalogFileOptions)}.{nameof(CatalogFileOptions.Delimiter)} is for tables, but {nameof(CatalogFileOptions.Format)} is {options.Format}. Leave one of them out.");
        }

        return ReadEntries(path, options);
    }

    /// <summary>Tells the format of a file from its beginning.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A format other than <see cref="CatalogFormat.Auto"/>.</returns>
    /// <exception cref="DataFormatException">The file is not text, or its format is not clear; the message lists the formats to name.</exception>
    /// <exception cref="SraClException">The file does not exist or cannot be opened.</exception>
    public static CatalogFormat Detect(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CatalogDetector.Detect(path, TextFile.ReadHead(path, Content));
    }

    private static IEnumerable<CatalogItem> ReadEntries(string path, CatalogFileOptions options)
    {
        CatalogFormat format = options.Format != CatalogFormat.Auto ? options.Format : options.Delimiter is null ? Detect(path) : CatalogFormat.Csv;
        using Stream stream = TextFile.Open(path, Content);
        IEnumerable<CatalogItem> entries = format is CatalogFormat.Csv or CatalogFormat.Tsv
            ? CatalogTable.Read(stream, path, options.Delimiter ?? (format == CatalogFormat.Tsv ? "\t" : ","), options.Fields)
            : CatalogLines.Read(stream, path, new JsonEntry(options.Fields, format));
        foreach (CatalogItem entry in entries)
        {
            yield return entry;
        }
    }
}
