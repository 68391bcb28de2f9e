using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Storage;
using SraCl.Sequences;

namespace SraCl.Cli.Runs;

/// <summary>
/// The items of a directory of semantic neighbors, by dense id: their ids in the interactions, their titles and the texts that were embedded. Kept beside the neighbors, which know
/// dense ids alone, so that a person can look at them without data set and catalog.
/// </summary>
internal sealed class ItemList
{
    private const string FileName = "items.jsonl";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // The text goes to files, never into HTML.
    };

    private readonly string _directory;
    private readonly IdMap _ids;
    private readonly string?[] _titles;
    private readonly string?[] _texts;

    private ItemList(string directory, IdMap ids, string?[] titles, string?[] texts)
    {
        _directory = directory;
        _ids = ids;
        _titles = titles;
        _texts = texts;
    }

    /// <summary>Saves neighbors and the list beside them.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="semantics">The neighbors.</param>
    /// <param name="ids">The items' ids.</param>
    /// <param name="catalog">What is known about the items; null when nothing is.</param>
    /// <param name="texts">The texts that were embedded, by dense id; null when there are none.</param>
    /// <exception cref="SraClException">The directory cannot be written to.</exception>
    public static void Save(string directory, Semantic.Preparation.SemanticNeighbors semantics, IdMap ids, ItemCatalog? catalog, IReadOnlyList<string>? texts)
    {
        string path = Path.Combine(directory, FileName);
        File.Delete(path); // The list of earlier neighbors must not stand beside new ones, should the save be interrupted.
        SemanticsDirectory.Save(directory, semantics);
        File.WriteAllLines(path + ".tmp", ids.ExternalIds.Select((id, index) => JsonSerializer.Serialize(new { id, title = catalog?[index + 1]?.Title, text = texts?[index + 1] }, Json)));
        File.Move(path + ".tmp", path);
    }

    /// <summary>Reads the list.</summary>
    /// <param name="source">The directory.</param>
    /// <exception cref="SraClException">The list is missing, damaged or another directory's.</exception>
    public static ItemList Read(SemanticsSource source)
    {
        string path = Path.Combine(source.Path, FileName);
        if (!File.Exists(path))
        {
            throw new SraClException($"'{source.Path}' does not say which items it holds: '{FileName}' is missing. Prepare it again with 'sracl prepare'.");
        }

        CatalogItem[] items = [.. CatalogFile.Read(path, new CatalogFileOptions { Format = CatalogFormat.JsonLines })];
        if (items.Length != source.Manifest.ItemCount)
        {
            throw new SraClException($"'{path}' has {items.Length} items, 'semantics.json' beside it says {source.Manifest.ItemCount}: the files do not belong together. Prepare the directory again with 'sracl prepare'.");
        }

        return new ItemList(source.Path, new IdMap(items.Select(item => item.Id)), [.. items.Select(item => item.Title)], [.. items.Select(item => item.Attributes.GetValueOrDefault("text"))]);
    }

    /// <summary>Finds an item.</summary>
    /// <param name="id">Its id in the interactions.</param>
    /// <returns>Its dense id.</returns>
    /// <exception cref="SraClException">There is none.</exception>
    public int Find(string id) => _ids.TryGetId(id, out int item) ? item : throw new SraClException(
        $"There is no item '{id}' among the {_ids.Count} of '{_directory}'; their ids look like '{_ids.ExternalId(1)}'. Give --item an id of the interactions.");

    /// <summary>Gets an item's id in the interactions; null for padding.</summary>
    /// <param name="item">The dense id, or 0.</param>
    public string? Id(int item) => item == 0 ? null : _ids.ExternalId(item);

    /// <summary>Gets an item's title; null when none is known.</summary>
    /// <param name="item">The dense id, or 0.</param>
    public string? Title(int item) => item == 0 ? null : _titles[item - 1];

    /// <summary>Gets the text of an item that was embedded; null when there was none.</summary>
    /// <param name="item">The dense id, or 0.</param>
    public string? Text(int item) => item == 0 ? null : _texts[item - 1];
}
