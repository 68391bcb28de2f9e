using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Runs;
using SraCl.Training.Evaluation;
using SraCl.Training.Recommendation;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl recommend</c>: asks a saved model what comes next.</summary>
internal sealed class RecommendCommand
{
    private readonly Option<DirectoryInfo> _model = new("--model", "-m") { Description = "The directory of a saved model.", Required = true, HelpName = "directory" };
    private readonly Option<string[]> _history = new("--history") { Description = "The user's items, oldest first, separated by commas. If ids contain commas, repeat the option, one id each.", Required = true, HelpName = "ids" };
    private readonly Option<int> _top = new("--top", "-k") { Description = "How many items to recommend.", DefaultValueFactory = _ => 10, HelpName = "number" };
    private readonly Option<bool> _includeSeen = new("--include-seen") { Description = "Items of the history may be recommended again." };
    private readonly Option<bool> _ignoreUnknown = new("--ignore-unknown") { Description = "Leave out items of the history that the model does not know." };
    private readonly MachineOptions _machine = new();

    private RecommendCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new RecommendCommand();
        var command = new Command("recommend", "Recommend items to a user, given by a history.") { self._model, self._history, self._top, self._includeSeen, self._ignoreUnknown };
        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(() => self.Run(parsed, console, cancellationToken), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        (string device, bool json) = _machine.Apply(parsed);
        string[] history = History(parsed.GetRequiredValue(_history));
        int count = parsed.GetValue(_top);
        if (count < 1)
        {
            throw new SraClException($"--top is {count}; expected at least 1.");
        }

        using var recommender = new Recommender(LoadedModel.Load(parsed.GetRequiredValue(_model).ToString(), device));
        IReadOnlyList<RecommendedItem> items = recommender.Recommend(
            history,
            count,
            new RecommendationOptions
            {
                SeenItems = parsed.GetValue(_includeSeen) ? SeenItems.Keep : SeenItems.Mask,
                UnknownItems = parsed.GetValue(_ignoreUnknown) ? UnknownItems.Ignore : UnknownItems.Throw,
            },
            cancellationToken);
        if (json)
        {
            console.WriteJson(new JsonObject
            {
                ["items"] = new JsonArray([.. items.Select(item => new JsonObject { ["id"] = item.ItemId, ["score"] = item.Score })]),
            });
        }
        else
        {
            Write(console.Report(json), items);
        }

        return ExitCode.Success;
    }

    private static string[] History(string[] given)
    {
        string[] ids = given.Length == 1 ? given[0].Split(',', StringSplitOptions.TrimEntries) : given;
        return ids.Any(string.IsNullOrEmpty)
            ? throw new SraClException($"--history '{string.Join(',', given)}' has an empty item id. Expected ids separated by single commas, such as a,b,c.")
            : ids;
    }

    private static void Write(IAnsiConsole report, IReadOnlyList<RecommendedItem> items)
    {
        Table table = new Table().Border(report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None);
        table.AddColumn(new TableColumn("Rank").RightAligned());
        table.AddColumn("Item");
        table.AddColumn(new TableColumn("Score").RightAligned());
        for (int i = 0; i < items.Count; i++)
        {
            table.AddRow(
                (i + 1).ToString(CultureInfo.InvariantCulture), Markup.Escape(items[i].ItemId), items[i].Score.ToString("F4", CultureInfo.InvariantCulture));
        }

        report.Write(table);
    }
}
