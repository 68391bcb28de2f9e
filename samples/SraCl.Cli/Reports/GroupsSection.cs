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
        Grouping(page, context, "History", CaseGroups.ByLength(data.Split.Test));
        Grouping(page, context, "Popularity", CaseGroups.ByPopularity(data.Split.Test, new ItemPopularity(data.Split.Train)));
    }

    private static void Grouping(HtmlPage page, ReportContext context, string name, CaseGroups groups)
    {
        MetricName metric = context.Charted[^1];
        var bars = new List<Bar>();
        var rows = new List<TableCell[]>();
        for (int group = 0; group < groups.Names.Count; group++)
        {
            int[] cases = [.. Enumerable.Range(0, groups.CaseCount).Where(index => groups[index] == group)];
            if (cases.Length == 0)
            {
                continue;
            }

            double[][] means = [.. context.Charted.Select(kind => context.Tested.Select(variant => Mean(variant.PerCase(kind), cases)).ToArray())];
            bars.AddRange(context.Tested.Select((variant, index) => new Bar($"{groups.Names[group]}: {variant.Name}", means[^1][index], variant.Color, Apart: index == 0 && bars.Count > 0)));
            rows.AddRange(context.Tested.Select((variant, index) => (TableCell[])
            [
                groups.Names[group],
                variant.Name,
                HtmlPage.Invariant($"{cases.Length:N0}"),
                .. means.Select(kind => (TableCell)HtmlPage.Invariant($"{kind[index]:F4}")),
            ]));
        }

        page.Subheading(name);
        page.Charts([($"{metric}", BarChart.Create($"{metric} by {name}", bars))]);
        page.Table([name, "Run", "Cases", .. context.Charted.Select(kind => kind.ToString())], rows.Select(row => (IEnumerable<TableCell>)row));
    }

    private static double Mean(double[] values, int[] cases) => cases.Average(index => values[index]);
}
