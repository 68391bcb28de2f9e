using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Runs;

/// <summary>The result of an ablation: means and deviations over the seeds, gains, and whether they could be chance.</summary>
internal static class AblationTable
{
    private static readonly MetricName[] Metrics = [.. new[] { "HR@10", "HR@20", "NDCG@10", "NDCG@20" }.Select(MetricName.Parse)];

    /// <summary>Writes the table: a row a variant; gains and p-values against the first one.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="runs">The runs of each variant.</param>
    public static void Write(IAnsiConsole report, IReadOnlyDictionary<AblationVariant, IReadOnlyList<AblationRun>> runs)
    {
        Table table = new Table().Border(report.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.None);
        table.AddColumn("Variant");
        foreach (MetricName metric in Metrics)
        {
            table.AddColumn(new TableColumn(metric.ToString()).RightAligned());
        }

        foreach (string heading in (string[])["Seeds", "Best epoch", "s/epoch"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        (AblationVariant first, IReadOnlyList<AblationRun> baseline) = runs.First();
        foreach ((AblationVariant variant, IReadOnlyList<AblationRun> own) in runs)
        {
            table.AddRow(
            [
                ResultJson.Name(variant),
                .. Metrics.Select(metric => Cell(metric, own, variant == first ? null : baseline)),
                Text($"{own.Count}"),
                Text($"{own.Average(run => run.BestEpoch):F0}"),
                Text($"{own.Average(run => run.EpochSeconds):F1}"),
            ]);
        }

        report.Write(table);
        report.Line($"Mean ± standard deviation over the seeds; change and p against '{ResultJson.Name(first)}': two-sided paired randomization test over the users, each with the mean of the seeds");
        report.Line($"Protocol  {baseline[0].Protocol}; {baseline[0].Ranks.Count:N0} cases");
    }

    /// <summary>Makes the object that <c>--json</c> prints.</summary>
    /// <param name="runs">The runs of each variant.</param>
    public static JsonObject Json(IReadOnlyDictionary<AblationVariant, IReadOnlyList<AblationRun>> runs)
    {
        IReadOnlyList<AblationRun> baseline = runs.First().Value;
        var variants = new JsonObject();
        foreach ((AblationVariant variant, IReadOnlyList<AblationRun> own) in runs)
        {
            var metrics = new JsonObject();
            foreach (MetricName metric in Metrics)
            {
                metrics[metric.ToString()] = new JsonObject
                {
                    ["mean"] = Means(metric, own).Average(),
                    ["standardDeviation"] = Deviation(Means(metric, own)),
                    ["change"] = Change(metric, own, baseline),
                    ["p"] = ReferenceEquals(own, baseline) ? null : PValue(metric, own, baseline),
                };
            }

            variants[ResultJson.Name(variant)] = new JsonObject
            {
                ["metrics"] = metrics,
                ["seeds"] = own.Count,
                ["bestEpochs"] = new JsonArray([.. own.Select(run => JsonValue.Create(run.BestEpoch))]),
                ["epochSeconds"] = own.Average(run => run.EpochSeconds),
            };
        }

        return new JsonObject { ["variants"] = variants, ["protocol"] = baseline[0].Protocol, ["cases"] = baseline[0].Ranks.Count };
    }

    private static string Cell(MetricName metric, IReadOnlyList<AblationRun> own, IReadOnlyList<AblationRun>? baseline)
    {
        double[] means = Means(metric, own);
        string value = Text($"{means.Average():F4} ± {Deviation(means):F4}");
        if (baseline is null)
        {
            return value;
        }

        double p = PValue(metric, own, baseline);
        return value + Text($" ({Change(metric, own, baseline):+0.0 %;-0.0 %}, p {(p < 0.001 ? "< .001" : p.ToString(".000", CultureInfo.InvariantCulture))})");
    }

    private static double[] Means(MetricName metric, IReadOnlyList<AblationRun> runs) => [.. runs.Select(run => run.Ranks.Average(metric.Value))];

    private static double Change(MetricName metric, IReadOnlyList<AblationRun> own, IReadOnlyList<AblationRun> baseline) =>
        (Means(metric, own).Average() / Means(metric, baseline).Average()) - 1;

    private static double PValue(MetricName metric, IReadOnlyList<AblationRun> own, IReadOnlyList<AblationRun> baseline) =>
        PairedRandomizationTest.PValue(PerCase(metric, own), PerCase(metric, baseline));

    private static double[] PerCase(MetricName metric, IReadOnlyList<AblationRun> runs)
    {
        var values = new double[runs[0].Ranks.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = runs.Average(run => metric.Value(run.Ranks[i]));
        }

        return values;
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
