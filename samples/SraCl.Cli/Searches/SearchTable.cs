using System.Globalization;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Runs;
using SraCl.Training.Search;

namespace SraCl.Cli.Searches;

/// <summary>Shows the trials of a search, the best by validation first, and what the best brings.</summary>
internal static class SearchTable
{
    /// <summary>Writes the tables.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="result">The result, with at least one trial.</param>
    /// <param name="markdown">Whether the table of trials is written as Markdown.</param>
    public static void Write(IAnsiConsole report, SearchResult result, bool markdown)
    {
        WriteTrials(report, result, markdown);
        if (result is not { Best: { } best, Measured: { } measured })
        {
            return;
        }

        report.Line($"");
        report.Line($"Best      trial {best}: {result.Plan.Describe(best)}");
        ResultTable.Write(
            report, markdown, measured.Test is { } test ? [("Validation", measured.Validation), ("Test", test)] : [("Validation", measured.Validation)]);
        report.Line($"Selected  by validation alone; {(measured.Test is null ? "the test is for the best of all trials" : "no other trial was tested")}");
        report.Line($"Model     {result.Plan.Directory(best)}");
        report.Line($"Train     {ShellText.Program} {result.Plan.TrainArguments(best, ShellText.Argument(Path.Combine(result.Plan.Output, "best")))}");
    }

    private static void WriteTrials(IAnsiConsole report, SearchResult result, bool markdown)
    {
        Table table = new Table().Border(markdown ? TableBorder.Markdown : report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None);
        IReadOnlyList<int> varied = result.Plan.Varied;
        foreach (string heading in (string[])["Trial", .. varied.Select(index => result.Plan.Space.Dimensions[index].Name), result.Metric, "Best epoch", "Epochs", "Time"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        table.AddColumn(new TableColumn("End").NoWrap());
        foreach (int number in result.Ranked)
        {
            SearchTrial trial = result.Trials[number];
            table.AddRow(
            [
                Text($"{number}"),
                .. varied.Select(index => SearchDimension.Write(trial.Values[result.Plan.Space.Dimensions[index].Name])),
                trial.Score is { } score ? Text($"{score:F4}") : "-",
                trial.BestEpoch is { } epoch ? Text($"{epoch}") : "-",
                Text($"{trial.Scores.Count}"),
                Duration.Text(TimeSpan.FromSeconds(trial.Seconds)),
                ResultJson.Name(trial.End),
            ]);
        }

        report.Write(table);
        report.Line($"{result.Metric} of the validation, at each trial's best epoch");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
