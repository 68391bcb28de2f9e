using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Cli.Runs;
using SraCl.Semantic.Storage;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Grids;

/// <summary>Everything that decides about the numbers of a grid's run, as text that is kept with the run.</summary>
internal static class GridSettings
{
    // A setting that was not given and one that a run's version did not have yet are the same.
    private const string None = "none";

    /// <summary>Makes the text.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">Its data.</param>
    public static string Create(TrainingPlan run, LoadedData data)
    {
        TrainerOptions training = TrainingWorkflow.Training(run);
        training.PrefetchBatches = 0; // Changes no number.
        var evaluation = new EvaluationOptions();
        run.Evaluation(evaluation);
        return JsonSerializer.Serialize(new
        {
            Data = data.Fingerprint,
            Split = data.Split.Protocol,
            System = run.System.Name,
            Backbone = TrainingWorkflow.Backbone(run),
            Training = training,
            Evaluation = new
            {
                // What else there is to set changes nothing that runs are compared by.
                evaluation.SeenItems,
                evaluation.TieRule,
                evaluation.CutOffs,
                evaluation.BatchSize,
                evaluation.ItemChunkSize,
            },
            ItemVectors = run.ItemVectors?.Manifest.Details.ItemEmbedder,
            Contrast = run.Contrast is not { } contrast ? null : new
            {
                Semantics = Describe(contrast.Semantics.Manifest),
                contrast.CrossSequence,
                contrast.IntraSequence,
                contrast.Positive,
                contrast.Alpha,
                contrast.Beta,
                contrast.Neighbors,
                contrast.Protocol,
            },
        });
    }

    /// <summary>Compares two texts.</summary>
    /// <param name="there">The text kept with a run.</param>
    /// <param name="now">The text of a run that is wanted.</param>
    /// <returns>What differs, with both values; empty when the two runs would give the same numbers.</returns>
    /// <exception cref="JsonException">The first text is not one that <see cref="Create"/> made.</exception>
    public static IReadOnlyList<string> Differences(string there, string now)
    {
        Dictionary<string, string> before = Leaves(there);
        Dictionary<string, string> after = Leaves(now);
        return
        [
            .. before.Keys.Union(after.Keys, StringComparer.Ordinal)
                .Select(path => (Name: path[(path.LastIndexOf('.') + 1)..], Before: before.GetValueOrDefault(path, None), After: after.GetValueOrDefault(path, None)))
                .Where(leaf => !string.Equals(leaf.Before, leaf.After, StringComparison.Ordinal))
                .Select(leaf => $"{leaf.Name} is {leaf.Before} there and {leaf.After} now"),
        ];
    }

    private static string Describe(SemanticsManifest manifest) => $"{manifest.Details.ItemEmbedder}; {manifest.Details.SequenceEmbedder}; {manifest.Options}";

    private static Dictionary<string, string> Leaves(string text)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(string.Empty, JsonNode.Parse(text));
        return leaves;

        void Add(string path, JsonNode? node)
        {
            if (node is not JsonObject members)
            {
                if (node is not null)
                {
                    leaves.Add(path, node is JsonArray ? node.ToJsonString() : node.ToString());
                }

                return;
            }

            foreach ((string name, JsonNode? member) in members)
            {
                Add($"{path}.{name}", member);
            }
        }
    }
}
