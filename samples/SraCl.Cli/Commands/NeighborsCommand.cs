using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Runs;
using SraCl.Neighbors;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl neighbors</c>: shows an item's semantic neighbors, for a person to judge.</summary>
internal sealed class NeighborsCommand
{
    private readonly Option<DirectoryInfo> _semantics = new("--semantics") { Description = "A directory that 'sracl prepare' wrote.", Required = true, HelpName = "directory" };
    private readonly Option<string> _item = new("--item") { Description = "The item's id, as in the interactions.", Required = true, HelpName = "id" };
    private readonly Option<int?> _top = new("--top", "-k") { Description = "How many neighbors to show; all that were found when not given.", HelpName = "number" };
    private readonly MachineOptions _machine = new();

    private NeighborsCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new NeighborsCommand();
        var command = new Command("neighbors", "Show the semantic neighbors of an item.") { self._semantics, self._item, self._top };
        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(() => self.Run(parsed, console), cancellationToken));
        return command;
    }

    private int Run(ParseResult parsed, CliConsole console)
    {
        (_, bool json) = _machine.Apply(parsed);
        SemanticsSource source = SemanticsSource.Open(parsed.GetRequiredValue(_semantics).ToString());
        int known = source.Manifest.Options.K;
        int count = parsed.GetValue(_top) ?? known;
        if (count < 1 || count > known)
        {
            throw new SraClException($"--top is {count}; expected 1 to {known}, the number of neighbors that were found for each item.");
        }

        ItemList items = ItemList.Read(source);
        int item = items.Find(parsed.GetRequiredValue(_item));
        SemanticNeighbors semantics = SemanticsDirectory.Load(source.Path);
        ReadOnlySpan<int> found = semantics.Items.Table[item];
        (int Item, double Cosine)[] neighbors = [.. found[..Math.Min(count, found.Length)].ToArray().Select(neighbor => (neighbor, Cosine(semantics.ItemEmbeddings, item, neighbor)))];
        if (json)
        {
            JsonObject shown = Json(items, item);
            shown["neighbors"] = new JsonArray([.. neighbors.Select(neighbor => Json(items, neighbor.Item, neighbor.Cosine))]);
            console.WriteJson(shown);
        }
        else
        {
            Write(console.Report(json), items, item, neighbors);
        }

        return ExitCode.Success;
    }

    private static void Write(IAnsiConsole report, ItemList items, int item, (int Item, double Cosine)[] neighbors)
    {
        report.Line($"{items.Id(item)}  {items.Title(item)}");
        if (Shorter(items, item) is { } own)
        {
            report.Line($"    {own}");
        }

        if (neighbors.Length == 0)
        {
            report.Line($"has no neighbors: its vector is zero, nothing is known about it");
            return;
        }

        Table table = new Table().Border(report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None);
        table.AddColumn(new TableColumn("Rank").RightAligned());
        table.AddColumn("Item");
        table.AddColumn(new TableColumn("Cosine").RightAligned());
        table.AddColumn("Title, and the text that was compared");
        for (int i = 0; i < neighbors.Length; i++)
        {
            (int neighbor, double cosine) = neighbors[i];
            table.AddRow(
                (i + 1).ToString(CultureInfo.InvariantCulture),
                Markup.Escape(items.Id(neighbor) ?? "(padding)"),
                cosine.ToString("F4", CultureInfo.InvariantCulture),
                Markup.Escape(string.Join('\n', new[] { items.Title(neighbor), Shorter(items, neighbor) }.OfType<string>())));
        }

        report.Write(table);
    }

    /// <summary>Gets the text of an item as far as it says more than the title; null when it does not.</summary>
    private static string? Shorter(ItemList items, int item)
    {
        const int Longest = 160;
        string text = items.Text(item) ?? string.Empty;
        return text.Length == 0 || string.Equals(text, items.Title(item), StringComparison.Ordinal) ? null
            : text.Length <= Longest ? text
            : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "...";
    }

    private static JsonObject Json(ItemList items, int item, double? cosine = null)
    {
        var json = new JsonObject { ["id"] = items.Id(item), ["title"] = items.Title(item), ["text"] = items.Text(item) };
        if (cosine is not null)
        {
            json["cosine"] = cosine;
        }

        return json;
    }

    /// <summary>Computes the cosine of two rows; 0 with padding, whose vector is zero.</summary>
    private static double Cosine(EmbeddingMatrix vectors, int first, int second)
    {
        double product = Dot(vectors[first], vectors[second]);
        return product == 0 ? 0 : product / Math.Sqrt(Dot(vectors[first], vectors[first]) * Dot(vectors[second], vectors[second]));
    }

    private static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum;
    }
}
