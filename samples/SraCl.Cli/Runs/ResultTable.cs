using System.Globalization;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Runs;

/// <summary>Shows results side by side, with the protocol they were measured under.</summary>
internal static class ResultTable
{
    /// <summary>Writes the table: a row a metric, a column a result.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="results">The results and their headings.</param>
    public static void Write(IAnsiConsole report, params (string Heading, EvaluationResult Result)[] results) => Write(report, markdown: false, results);

    /// <summary>Writes the table: a row a metric, a column a result.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="markdown">Whether it is written as Markdown.</param>
    /// <param name="results">The results and their headings.</param>
    public static void Write(IAnsiConsole report, bool markdown, params (string Heading, EvaluationResult Result)[] results)
    {
        Table table = new Table().Border(markdown ? TableBorder.Markdown : report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None);
        table.AddColumn("Metric");
        foreach ((string heading, _) in results)
        {
            table.AddColumn(new TableColumn(Markup.Escape(heading)).RightAligned());
        }

        foreach (string metric in results[0].Result.Metrics.Keys)
        {
            table.AddRow([metric, .. results.Select(column => column.Result.Metrics[metric].ToString("F4", CultureInfo.InvariantCulture))]);
        }

        // Of lists only what all have been asked for stands side by side.
        foreach (string metric in results[^1].Result.ListMetrics.Keys.Where(metric => results.All(column => column.Result.ListMetrics.ContainsKey(metric))))
        {
            table.AddRow([metric, .. results.Select(column => Number(metric, column.Result.ListMetrics[metric]))]);
        }

        report.Write(table);
        EvaluationResult last = results[^1].Result;
        report.Line($"Protocol  {last.Protocol}; {last.UserCount:N0} users");
    }

    /// <summary>Writes the metrics of a result's groups: a row a group.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="result">The result, with groups.</param>
    public static void WriteGroups(IAnsiConsole report, EvaluationResult result)
    {
        Table table = new Table().Border(report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None);
        table.AddColumn("Group");
        foreach (string heading in result.Metrics.Keys.Prepend("Cases"))
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        foreach (CaseGroupResult group in result.Groups)
        {
            table.AddRow(
            [
                Markup.Escape(group.Name),
                group.CaseCount.ToString("N0", CultureInfo.InvariantCulture),
                .. result.Metrics.Keys.Select(metric => group.Metrics.TryGetValue(metric, out double value) ? value.ToString("F4", CultureInfo.InvariantCulture) : "-"),
            ]);
        }

        report.Write(table);
        report.Line($"Groups    length: known items of the user; popularity: training events of the target");
    }

    /// <summary>Shares are read with four decimals, bits and events with two.</summary>
    private static string Number(string metric, double value) =>
        value.ToString(metric.StartsWith("Novelty@", StringComparison.Ordinal) || metric.StartsWith("Popularity@", StringComparison.Ordinal) ? "F2" : "F4", CultureInfo.InvariantCulture);
}
