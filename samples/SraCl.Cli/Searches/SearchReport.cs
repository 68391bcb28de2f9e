using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Runs;

namespace SraCl.Cli.Searches;

/// <summary>The report of a search beside its trials: as Markdown, and as JSON for programs.</summary>
internal static class SearchReport
{
    /// <summary>The name of the Markdown file.</summary>
    public const string MarkdownFile = "search.md";

    private const string JsonFile = "search.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Saves the report; an earlier one is replaced.</summary>
    /// <param name="result">The result, with at least one trial.</param>
    public static void Save(SearchResult result)
    {
        Write(JsonFile, ToJson(result).ToJsonString(Indented));
        Write(MarkdownFile, Markdown(result));

        void Write(string name, string text)
        {
            string path = Path.Combine(result.Plan.Output, name);
            File.WriteAllText(path + ".tmp", text);
            File.Move(path + ".tmp", path, overwrite: true);
        }
    }

    /// <summary>Makes the object that <c>--json</c> prints; numbers are not rounded.</summary>
    /// <param name="result">The result, with at least one trial.</param>
    public static JsonObject ToJson(SearchResult result)
    {
        var json = new JsonObject
        {
            ["search"] = result.Plan.SearchSeed is null ? "grid" : "random",
            ["searchSeed"] = result.Plan.SearchSeed,
            ["metric"] = result.Metric,
            ["planned"] = result.Plan.Space.TrialCount,
            ["trials"] = new JsonArray([.. result.Ranked.Select(number => Trial(number, result.Trials[number]))]),
        };
        if (result is { Best: { } best, Measured: { } measured })
        {
            json["best"] = new JsonObject
            {
                ["trial"] = best,
                ["model"] = result.Plan.Directory(best),
                ["command"] = $"sracl {result.Plan.TrainArguments(best, ShellText.Argument(Path.Combine(result.Plan.Output, "best")))}",
                ["validation"] = ResultJson.Evaluation(measured.Validation),
                ["test"] = measured.Test is { } test ? ResultJson.Evaluation(test) : null,
            };
        }

        return json;
    }

    private static JsonObject Trial(int number, SearchTrial trial)
    {
        var values = new JsonObject();
        foreach ((string name, double value) in trial.Values)
        {
            values[name.TrimStart('-')] = value;
        }

        return new JsonObject
        {
            ["trial"] = number,
            ["values"] = values,
            ["score"] = trial.Score,
            ["bestEpoch"] = trial.BestEpoch,
            ["epochs"] = trial.Scores.Count,
            ["end"] = ResultJson.Name(trial.End),
            ["seconds"] = trial.Seconds,
        };
    }

    private static string Markdown(SearchResult result)
    {
        const int Wide = 400; // No cell wraps.
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Wide;
        console.Profile.Capabilities.Unicode = true;
        console.Line($"# Search of settings");
        console.Line($"");
        SearchTable.Write(console, result, markdown: true);
        return writer.ToString();
    }
}
