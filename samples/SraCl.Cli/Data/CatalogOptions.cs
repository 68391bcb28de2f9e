using System.CommandLine;
using SraCl.Semantic.Catalog;

namespace SraCl.Cli.Data;

/// <summary>The options that say how the file of item texts is read.</summary>
internal sealed class CatalogOptions
{
    private readonly Option<FileInfo?> _items = new("--items")
    {
        Description = "The items' texts: JSON lines, a table with a header line, Amazon's meta_*.json or Yelp's business.json; .gz is unpacked on the way. Ids as in the interactions.",
        HelpName = "file",
    };

    private readonly Option<string> _format = new("--items-format") { Description = "The format of --items; auto tells it from the first line. One of: auto, jsonl, csv, tsv, amazon, yelp.", DefaultValueFactory = _ => "auto", HelpName = "name" };
    private readonly Option<string?> _delimiter = new("--items-delimiter") { Description = "What separates the columns of --items, or 'tab'.", HelpName = "text" };
    private readonly Option<string?> _id = Name("--items-id", "ids");
    private readonly Option<string?> _title = Name("--items-title", "titles");
    private readonly Option<string?> _brand = Name("--items-brand", "brands");
    private readonly Option<string?> _categories = Name("--items-categories", "categories");
    private readonly Option<string?> _description = Name("--items-description", "descriptions");

    private static readonly Dictionary<string, CatalogFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["auto"] = CatalogFormat.Auto,
        ["jsonl"] = CatalogFormat.JsonLines,
        ["csv"] = CatalogFormat.Csv,
        ["tsv"] = CatalogFormat.Tsv,
        ["amazon"] = CatalogFormat.Amazon,
        ["yelp"] = CatalogFormat.Yelp,
    };

    private Option[] HowToRead => [_format, _delimiter, _id, _title, _brand, _categories, _description];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        _format.CompletionSources.Add([.. Formats.Keys]);
        command.Options.Add(_items);
        foreach (Option option in HowToRead)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <returns>The file's path, null when none is given, and how to read it.</returns>
    /// <exception cref="SraClException">Options contradict each other.</exception>
    public (string? Path, CatalogFileOptions Reading) Read(ParseResult parsed)
    {
        string? path = parsed.GetValue(_items)?.FullName;
        if (path is null && HowToRead.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unused)
        {
            throw new SraClException($"{unused.Name} says how --items is read, but there is no --items. Add it, or leave {unused.Name} out.");
        }

        string name = parsed.GetRequiredValue(_format);
        if (!Formats.TryGetValue(name, out CatalogFormat format))
        {
            throw new SraClException($"--items-format is '{name}'; expected one of: {string.Join(", ", Formats.Keys)}.");
        }

        string? delimiter = parsed.GetValue(_delimiter);
        var usual = new CatalogFields();
        return (path, new CatalogFileOptions
        {
            Format = format,
            Delimiter = string.Equals(delimiter, "tab", StringComparison.OrdinalIgnoreCase) ? "\t" : delimiter,
            Fields = new CatalogFields
            {
                Id = Given(_id, usual.Id),
                Title = Given(_title, usual.Title),
                Brand = Given(_brand, usual.Brand),
                Categories = Given(_categories, usual.Categories),
                Description = Given(_description, usual.Description),
            },
        });

        IReadOnlyList<string> Given(Option<string?> option, IReadOnlyList<string> otherwise) => parsed.GetValue(option) is { } given ? [given] : otherwise;
    }

    private static Option<string?> Name(string name, string what) =>
        new(name) { Description = $"The field or column of --items with {what}; looked for under the usual names when not given.", HelpName = "name" };
}
