using System.Text.Json;
using System.Text.Json.Nodes;
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
        ReportFiles.Write(result.Plan.Output, JsonFile, ToJson(result).ToJsonString(Indented));
        ReportFiles.Write(result.Plan.Output, MarkdownFile, ReportFiles.Markdown("Search of settings", console => SearchTable.Write(console, result, markdown: true)));
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
}
