using System.Globalization;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Grids;
using SraCl.Cli.Runs;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Demo;

/// <summary>The demo's comparison: popularity, the model without the losses, the model with them, and what they change.</summary>
internal static class DemoTable
{
    /// <summary>Writes the table.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="popularity">The test of the most popular items.</param>
    /// <param name="without">The training without the losses; it has a test.</param>
    /// <param name="with">The training with them; it has a test.</param>
    public static void Write(IAnsiConsole report, EvaluationResult popularity, TrainingOutcome without, TrainingOutcome with)
    {
        (EvaluationResult plain, EvaluationResult contrastive) = (without.Test!, with.Test!);
        Table table = new Table().Border(report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None).AddColumn("Metric");
        foreach (string heading in (ReadOnlySpan<string>)["Most popular", "Without losses", "With losses", "Change"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        foreach (MetricName metric in GridResult.Metrics)
        {
            (double before, double after) = (plain.Mean(metric), contrastive.Mean(metric));
            table.AddRow(
                metric.ToString(),
                Text($"{popularity.Mean(metric):F4}"),
                Text($"{before:F4}"),
                Text($"{after:F4}"),
                before > 0 ? Text($"{(after / before) - 1:+0.0 %;-0.0 %;0.0 %}") : "-");
        }

        report.Write(table);
        report.Line($"Best epoch by validation: {without.Training.BestEpoch.Epoch} without, {with.Training.BestEpoch.Epoch} with, of {with.Training.Epochs.Count}; {plain.UserCount:N0} shoppers, one seed, so small changes mean little.");
        report.Line($"A made-up shop shows how it works; README tells what the losses bring on real data");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
