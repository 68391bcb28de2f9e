using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Training.Evaluation;
using SraCl.Training.Statistics;

namespace SraCl.Cli.Runs;

/// <summary>Two models on the same cases, metric by metric, with what tells a difference from chance.</summary>
/// <param name="First">The path and the result of the model.</param>
/// <param name="Second">The path and the result of the other.</param>
/// <param name="Metrics">The comparisons by name of the metric.</param>
internal sealed record ModelComparison(
    (string Path, EvaluationResult Result) First, (string Path, EvaluationResult Result) Second, IReadOnlyList<(string Metric, PairedComparison Comparison)> Metrics)
{
    private static readonly (string Name, string Heading, Func<PairedComparison, double> Of)[] Tests =
    [
        ("t", "p: t", comparison => comparison.TTest),
        ("wilcoxon", "p: Wilcoxon", comparison => comparison.Wilcoxon),
        ("randomization", "p: randomization", comparison => comparison.Randomization),
    ];

    /// <summary>Compares.</summary>
    /// <param name="first">The model.</param>
    /// <param name="second">The other, measured on the same cases.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    /// <exception cref="SraClException">There is one case alone, of which nothing can be said.</exception>
    public static ModelComparison Create((string Path, EvaluationResult Result) first, (string Path, EvaluationResult Result) second, CancellationToken cancellationToken)
    {
        const int Fewest = 2;
        if (first.Result.CaseCount < Fewest)
        {
            throw new SraClException("The split has one case alone; a difference between two models needs at least two. Use more data, or another --split.");
        }

        var metrics = new List<(string, PairedComparison)>();
        foreach (string name in first.Result.Metrics.Keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var metric = MetricName.Parse(name);
            metrics.Add((name, PairedComparison.Create(first.Result.PerCase(metric), second.Result.PerCase(metric))));
        }

        return new ModelComparison(first, second, metrics);
    }

    /// <summary>Writes the table: a row a metric.</summary>
    /// <param name="report">Where to.</param>
    public void Write(IAnsiConsole report)
    {
        report.Line($"Model     {First.Path}");
        report.Line($"Against   {Second.Path}");
        Table table = new Table().Border(report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None);
        table.AddColumn("Metric");
        foreach (string heading in (string[])["Model", "Against", "Difference", "95 % interval", .. Tests.Select(test => test.Heading)])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        double[][] corrected = [.. Tests.Select(Corrected)];
        for (int i = 0; i < Metrics.Count; i++)
        {
            (string metric, PairedComparison comparison) = Metrics[i];
            table.AddRow(
            [
                metric,
                Text($"{comparison.First:F4}"),
                Text($"{comparison.Second:F4}"),
                Text($"{comparison.Difference:+0.0000;-0.0000;0.0000}"),
                Text($"{comparison.Interval.Lower:+0.0000;-0.0000;0.0000} to {comparison.Interval.Upper:+0.0000;-0.0000;0.0000}"),
                .. corrected.Select(values => values[i] < 0.001 ? "< .001" : Text($"{values[i]:.000}")),
            ]);
        }

        report.Write(table);
        foreach (string metric in First.Result.ListMetrics.Keys)
        {
            report.Line($"{metric,-18} {First.Result.ListMetrics[metric]:F4} against {Second.Result.ListMetrics[metric]:F4}");
        }

        if (First.Result.Groups.Count > 0)
        {
            report.Line($"Groups of the model");
            ResultTable.WriteGroups(report, First.Result);
            report.Line($"Groups of the other");
            ResultTable.WriteGroups(report, Second.Result);
        }

        report.Line($"Interval  of the mean difference over the cases, by bootstrap (BCa)");
        report.Line($"p         two-sided, paired over the cases; corrected by Holm for the {Metrics.Count} metrics");
        report.Line($"Protocol  {First.Result.Protocol}; {First.Result.UserCount:N0} users, {First.Result.CaseCount:N0} cases");
        report.Line($"Against   {Second.Result.Protocol}");
    }

    /// <summary>Makes the object that <c>--json</c> prints: the model's result as without the other, the other's, and the comparison.</summary>
    public JsonObject ToJson()
    {
        double[][] corrected = [.. Tests.Select(Corrected)];
        var metrics = new JsonObject();
        for (int i = 0; i < Metrics.Count; i++)
        {
            (string metric, PairedComparison comparison) = Metrics[i];
            var tests = new JsonObject();
            for (int test = 0; test < Tests.Length; test++)
            {
                tests[Tests[test].Name] = new JsonObject { ["p"] = Tests[test].Of(comparison), ["pHolm"] = corrected[test][i] };
            }

            metrics[metric] = new JsonObject
            {
                ["difference"] = comparison.Difference,
                ["interval"] = new JsonArray(comparison.Interval.Lower, comparison.Interval.Upper),
                ["level"] = comparison.Interval.Level,
                ["tests"] = tests,
            };
        }

        JsonObject json = ResultJson.Evaluation(First.Result);
        json["model"] = First.Path;
        JsonObject other = ResultJson.Evaluation(Second.Result);
        other["model"] = Second.Path;
        json["against"] = other;
        json["comparison"] = metrics;
        return json;
    }

    private double[] Corrected((string Name, string Heading, Func<PairedComparison, double> Of) test) =>
        HolmCorrection.Adjust([.. Metrics.Select(metric => test.Of(metric.Comparison))]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
