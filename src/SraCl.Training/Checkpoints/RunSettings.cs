using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using static TorchSharp.torch;

namespace SraCl.Training.Checkpoints;

/// <summary>Everything that decides about the numbers of a run, as far as the trainer knows it; under the names that users know.</summary>
internal static class RunSettings
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Collects the settings.</summary>
    /// <param name="options">The run's configuration.</param>
    /// <param name="backbone">What is trained.</param>
    /// <param name="objectives">On what.</param>
    /// <param name="split">On which data.</param>
    /// <param name="evaluator">What measures the validation.</param>
    /// <param name="device">Where.</param>
    /// <param name="threads">The number of threads that encode.</param>
    public static JsonObject Create(
        TrainerOptions options, ISequenceBackbone backbone, IReadOnlyList<WeightedObjective> objectives, DatasetSplit split, Evaluator evaluator, Device device, int threads)
    {
        JsonObject settings = JsonSerializer.SerializeToNode(options, Json)!.AsObject();

        // The limits decide when a run ends and nothing before; batches are the same however many are prepared ahead.
        settings.Remove(nameof(TrainerOptions.Epochs));
        settings.Remove(nameof(TrainerOptions.Patience));
        settings.Remove(nameof(TrainerOptions.PrefetchBatches));
        settings[nameof(TrainerOptions.EncodingThreads)] = threads;
        settings["OperatorThreads"] = get_num_threads();
        settings["Device"] = device.type.ToString();
        settings["Backbone"] = backbone.GetType().Name;
        settings["ItemCount"] = backbone.ItemCount;
        settings["HiddenSize"] = backbone.HiddenSize;
        settings["MaxLength"] = backbone.MaxLength;
        settings["Split"] = split.Protocol;
        settings["Evaluation"] = JsonSerializer.SerializeToNode(evaluator.Protocol(backbone, split.Validation), Json);
        settings["Objectives"] = new JsonArray([.. objectives.Select(weighted => JsonValue.Create(weighted.Objective.Name))]);
        settings["Weights"] = new JsonObject([.. objectives.Select(weighted => KeyValuePair.Create<string, JsonNode?>($"the weight of '{weighted.Objective.Name}'", weighted.Weight))]);

        // As it reads when it was written: a number may be written in more than one way.
        return JsonNode.Parse(settings.ToJsonString())!.AsObject();
    }
}
