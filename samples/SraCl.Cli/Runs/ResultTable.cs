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
    public static void Write(IAnsiConsole report, params (string Heading, EvaluationResult Result)[] results)
    {
        Table table = new Table().Border(report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None);
        table.AddColumn("Metric");
        foreach ((string heading, _) in results)
        {
            table.AddColumn(new TableColumn(Markup.Escape(heading)).RightAligned());
        }

        foreach (string metric in results[0].Result.Metrics.Keys)
        {
            table.AddRow([metric, .. results.Select(column => column.Result.Metrics[metric].ToString("F4", CultureInfo.InvariantCulture))]);
        }

        report.Write(table);
        EvaluationResult last = results[^1].Result;
        report.Line($"Protocol  {last.Protocol}; {last.UserCount:N0} users");
    }
}
