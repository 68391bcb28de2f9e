using System.Text.Json.Nodes;
using SraCl.Training.Evaluation;
using SraCl.Training.Statistics;

namespace SraCl.Cli.Grids;

/// <summary>The result of a grid as JSON; numbers are not rounded.</summary>
internal static class GridJson
{
    /// <summary>Makes the object that <c>--json</c> prints.</summary>
    /// <param name="result">The result, with at least one finished run.</param>
    public static JsonObject Create(GridResult result)
    {
        var variants = new JsonObject();
        foreach (GridVariant variant in result.Variants)
        {
            variants[variant.Name] = Variant(result, variant);
        }

        GridRun any = result.Runs.Values.First();
        return new JsonObject
        {
            ["variants"] = variants,
            ["protocol"] = any.Protocol,
            ["cases"] = any.Ranks.Count,
        };
    }

    private static JsonObject Variant(GridResult result, GridVariant variant)
    {
        GridComparison? comparison = result.Compare(variant);
        var metrics = new JsonObject();
        foreach (MetricName metric in GridResult.Metrics)
        {
            SeedSummary summary = result.Summary(variant.Name, metric);
            GridSignificance? significance = comparison is null ? null : result.Significance(variant.Name, metric);
            metrics[metric.ToString()] = new JsonObject
            {
                ["mean"] = summary.Mean,
                ["standardDeviation"] = summary.StandardDeviation,
                ["interval"] = summary.Interval is { } interval ? new JsonArray(interval.Lower, interval.Upper) : null,
                ["change"] = comparison?.Change(metric),
                ["p"] = significance?.PValue,
                ["pHolm"] = significance?.Corrected,
            };
        }

        return new JsonObject
        {
            ["backbone"] = variant.Plan.System.Name,
            ["losses"] = variant.Plan.Losses,
            ["contrast"] = variant.Plan.Contrast?.ToJson(),
            ["itemVectors"] = variant.Plan.ItemVectors?.Manifest.Details.ItemEmbedder,
            ["parameters"] = result.Of(variant.Name)[0].Parameters,
            ["baseline"] = variant.Baseline,
            ["comparedSeeds"] = comparison is null ? null : new JsonArray([.. comparison.Seeds.Select(seed => JsonValue.Create(seed))]),
            ["metrics"] = metrics,
            ["runs"] = new JsonArray([.. result.Seeds(variant.Name).Select(seed => Run(seed, result.Runs[(variant.Name, seed)]))]),
        };
    }

    private static JsonObject Run(long seed, GridRun run)
    {
        var metrics = new JsonObject();
        foreach (MetricName metric in GridResult.Metrics)
        {
            metrics[metric.ToString()] = run.Mean(metric);
        }

        return new JsonObject
        {
            ["seed"] = seed,
            ["bestEpoch"] = run.BestEpoch,
            ["epochs"] = run.Epochs,
            ["epochSeconds"] = run.EpochSeconds,
            ["validation"] = run.Score,
            ["metrics"] = metrics,
        };
    }
}
