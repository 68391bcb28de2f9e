using SraCl.Cli.Pages;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Reports;

/// <summary>Whom the models serve well: the test by groups of cases.</summary>
internal static class GroupsSection
{
    /// <summary>Writes the section.</summary>
    /// <param name="page">The page.</param>
    /// <param name="context">What to write about.</param>
    public static void Write(HtmlPage page, ReportContext context)
    {
        if (context.Tested.Count == 0 || context.Data is not { } data || context.Tested.Any(variant => variant.Tests.Any(test => test.CaseCount != data.Split.Test.Count)))
        {
            return;
        }

        page.Heading("Groups of users and items");
        page.Paragraph($"The test by how many items are known of the user, and by how often the item to be found occurs in training; means over the seeds.");
        page.Key(context.Tested.Select(variant => (variant.Name, variant.Color)));
        (string Name, CaseGroups Groups)[] divisions =
        [
            ("Items known of the user", CaseGroups.ByLength(data.Split.Test)),
            ("Popularity of the item to be found", CaseGroups.ByPopularity(data.Split.Test, new ItemPopularity(data.Split.Train))),
        ];
        MetricName metric = context.Charted[^1];
        (string Name, GroupResult[] Results)[] measured = [.. divisions.Select(division => (division.Name, Measure(context, division.Groups)))];
        page.Charts(measured.Select(division => ($"{division.Name}: {metric}", BarChart.Create($"{metric} by {division.Name}", [.. Bars(context, division.Results)]))));
        foreach ((string name, GroupResult[] results) in measured)
        {
            page.Subheading(name);
            page.Table(["Group", "Run", "Cases", .. context.Charted.Select(kind => kind.ToString())], results.SelectMany(group => Rows(context, group)));
        }
    }

    private static GroupResult[] Measure(ReportContext context, CaseGroups groups)
    {
        double[][][] values = [.. context.Tested.Select(variant => context.Charted.Select(variant.PerCase).ToArray())]; // Variant, metric, case.
        return
        [
            .. Enumerable.Range(0, groups.Names.Count)
                .Select(group => (Name: groups.Names[group], Cases: Enumerable.Range(0, groups.CaseCount).Where(index => groups[index] == group).ToArray()))
                .Where(group => group.Cases.Length > 0)
                .Select(group => new GroupResult(
                    group.Name,
                    group.Cases.Length,
                    [.. values.Select(variant => variant.Select(metric => group.Cases.Average(index => metric[index])).ToArray())])),
        ];
    }

    private static IEnumerable<Bar> Bars(ReportContext context, GroupResult[] results) => results.SelectMany((group, place) => context.Tested.Select(
        (variant, index) => new Bar($"{group.Name}: {variant.Name}", group.Means[index][^1], variant.Color, Apart: place > 0 && index == 0)));

    private static IEnumerable<IEnumerable<TableCell>> Rows(ReportContext context, GroupResult group) => context.Tested.Select((variant, index) => (IEnumerable<TableCell>)
    [
        group.Name,
        variant.Name,
        HtmlPage.Invariant($"{group.Cases:N0}"),
        .. group.Means[index].Select(mean => (TableCell)HtmlPage.Invariant($"{mean:F4}")),
    ]);

    /// <summary>The means of a group of cases, by variant and metric.</summary>
    private sealed record GroupResult(string Name, int Cases, double[][] Means);
}
