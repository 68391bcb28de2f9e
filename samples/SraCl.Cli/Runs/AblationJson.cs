using System.Text.Json.Nodes;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Runs;

/// <summary>The result of an ablation as JSON; numbers are not rounded.</summary>
internal static class AblationJson
{
    /// <summary>Makes the object that <c>--json</c> prints.</summary>
    /// <param name="result">The result, with at least one finished run.</param>
    public static JsonObject Create(AblationResult result)
    {
        var variants = new JsonObject();
        foreach (AblationVariant variant in result.Variants)
        {
            variants[ResultJson.Name(variant)] = Variant(result, variant);
        }

        AblationRun any = result.Runs.Values.First();
        return new JsonObject
        {
            ["baseline"] = ResultJson.Name(result.Baseline),
            ["variants"] = variants,
            ["contrast"] = result.Plan.Contrast.ToJson(),
            ["protocol"] = any.Protocol,
            ["cases"] = any.Ranks.Count,
        };
    }

    private static JsonObject Variant(AblationResult result, AblationVariant variant)
    {
        AblationComparison? comparison = result.Compare(variant);
        var metrics = new JsonObject();
        foreach (MetricName metric in AblationResult.Metrics)
        {
            metrics[metric.ToString()] = new JsonObject
            {
                ["mean"] = result.Mean(variant, metric),
                ["standardDeviation"] = result.Deviation(variant, metric),
                ["change"] = comparison?.Change(metric),
                ["p"] = comparison?.PValue(metric),
            };
        }

        return new JsonObject
        {
            ["metrics"] = metrics,
            ["comparedSeeds"] = comparison is null ? null : new JsonArray([.. comparison.Seeds.Select(seed => JsonValue.Create(seed))]),
            ["runs"] = new JsonArray([.. result.Seeds(variant).Select(seed => Run(seed, result.Runs[(variant, seed)]))]),
        };
    }

    private static JsonObject Run(long seed, AblationRun run)
    {
        var metrics = new JsonObject();
        foreach (MetricName metric in AblationResult.Metrics)
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
