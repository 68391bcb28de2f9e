using System.Globalization;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Splits;
using SraCl.Training.Data;

namespace SraCl.Cli.Runs;

/// <summary>Tells what was read before anything is trained on it.</summary>
internal static class DataReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="recipe">How the data was prepared.</param>
    /// <param name="data">What was read.</param>
    public static void Write(IAnsiConsole report, DataRecipe recipe, LoadedData data)
    {
        (DatasetSummary summary, DatasetSplit split) = (data.Summary, data.Split);
        report.Line($"Data      {recipe.Interactions}");
        report.Line($"          {summary.Users:N0} users, {summary.Items:N0} items, {summary.Events:N0} events, density {summary.Density:P2}, sequences of {summary.MinLength} to {summary.MaxLength} items, {summary.MeanLength:F1} on average");
        if (summary.TiedShare is { } tied)
        {
            report.Line($"          {tied:P1} of the events share their time with another of the same user (order: {ResultJson.Name(recipe.Dataset.TieBreak)})");
        }

        (long Count, string What)[] dropped =
        [
            (summary.BadRows, "unreadable rows"), (summary.DroppedByRating, "events by rating"), (summary.DroppedByTime, "events by time"),
            (summary.DroppedDuplicates, "duplicates"), (summary.DroppedByCore, "events of rare users or items"),
        ];
        if (dropped.Any(drop => drop.Count > 0))
        {
            report.Line($"          dropped: {string.Join(", ", dropped.Where(drop => drop.Count > 0).Select(drop => string.Create(CultureInfo.InvariantCulture, $"{drop.Count:N0} {drop.What}")))}");
        }

        const int Shown = 3;
        foreach (string message in summary.BadRowMessages.Take(Shown))
        {
            report.Line($"          {message}");
        }

        report.Line($"Split     {split.Protocol}: {split.Train.Sequences.TotalItems:N0} events train, {split.Validation.Count:N0} cases validate, {split.Test.Count:N0} cases test");
        if (recipe.Split == SplitKind.LeaveOneOut)
        {
            report.Line($"          training sees events of other users that are later than a user's test event; --split global-time does not");
        }
    }
}
