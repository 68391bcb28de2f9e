using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Semantic.Preparation;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Runs;

/// <summary>Results as JSON; numbers are not rounded.</summary>
internal static class ResultJson
{
    /// <summary>Makes the object that <c>--json</c> prints for an evaluation.</summary>
    /// <param name="result">The result.</param>
    public static JsonObject Evaluation(EvaluationResult result)
    {
        var json = new JsonObject
        {
            ["metrics"] = Metrics(result),
            ["protocol"] = Protocol(result.Protocol),
            ["users"] = result.UserCount,
            ["cases"] = result.CaseCount,
        };
        if (result.ListMetrics.Count > 0)
        {
            json["lists"] = Numbers(result.ListMetrics);
        }

        if (result.Groups.Count > 0)
        {
            json["groups"] = new JsonArray([.. result.Groups.Select(group => new JsonObject { ["name"] = group.Name, ["cases"] = group.CaseCount, ["metrics"] = Numbers(group.Metrics) })]);
        }

        return json;
    }

    /// <summary>Makes an object of all metrics, Recall and MAP included.</summary>
    /// <param name="result">The result.</param>
    public static JsonObject Metrics(EvaluationResult result)
    {
        JsonObject metrics = Numbers(result.Metrics);
        foreach (MetricKind kind in (MetricKind[])[MetricKind.Recall, MetricKind.MeanAveragePrecision])
        {
            foreach (int cutOff in result.Protocol.CutOffs)
            {
                var metric = new MetricName(kind, cutOff);
                metrics[metric.ToString()] = result.Mean(metric);
            }
        }

        return metrics;
    }

    /// <summary>Makes the object that <c>--json</c> prints for a preparation.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="semantics">What was saved in it.</param>
    public static JsonObject Semantics(string path, SemanticNeighbors semantics) => new()
    {
        ["semantics"] = path,
        ["items"] = semantics.Items.ItemCount,
        ["sequences"] = semantics.Samples.Windows.Length,
        ["dimension"] = semantics.ItemEmbeddings.Dimension,
        ["k"] = semantics.Options.K,
        ["protocol"] = Name(semantics.Options.Protocol),
        ["sequencePool"] = Name(semantics.Options.SequencePool),
        ["excludeSameUser"] = semantics.Options.ExcludeSameUser,
    };

    /// <summary>Gets an enumeration's value as it is written in results.</summary>
    /// <param name="value">The value.</param>
    public static string Name(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    private static JsonObject Numbers(IReadOnlyDictionary<string, double> numbers)
    {
        var json = new JsonObject();
        foreach ((string name, double value) in numbers)
        {
            json[name] = value;
        }

        return json;
    }

    private static JsonObject Protocol(EvaluationProtocol protocol) => new()
    {
        ["split"] = protocol.Split,
        ["splitProtocol"] = protocol.SplitProtocol,
        ["ranking"] = "full",
        ["items"] = protocol.ItemCount,
        ["seenItems"] = Name(protocol.SeenItems),
        ["tieRule"] = Name(protocol.TieRule),
        ["maxLength"] = protocol.MaxLength,
        ["seed"] = protocol.Seed,
        ["losses"] = protocol.Losses,
    };
}
