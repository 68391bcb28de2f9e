using System.Text.Json.Nodes;
using SraCl.Cli.Data;
using SraCl.Training.Data;
using SraCl.Training.Models;

namespace SraCl.Cli.Runs;

/// <summary>What <c>sracl train</c> notes in a model directory beside what loading needs.</summary>
internal static class ModelRecord
{
    private const string RecipeName = "recipe";
    private const string FiguresName = "figures";

    /// <summary>Makes the note.</summary>
    /// <param name="plan">What was trained.</param>
    /// <param name="outcome">What it brought.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="selectionMetric">The metric that selected the best epoch.</param>
    public static ModelDetails Create(TrainingPlan plan, TrainingOutcome outcome, long seed, string selectionMetric) => new()
    {
        Protocol = outcome.Validation.Protocol,
        Data = new ModelData(outcome.Data.Fingerprint, plan.Data.Interactions),
        Training = new JsonObject
        {
            [RecipeName] = plan.Data.ToJson(),
            [FiguresName] = Figures(outcome.Data.Summary),
            ["system"] = plan.System.Name,
            ["contrast"] = plan.Contrast?.ToJson(),
            ["itemVectors"] = plan.ItemVectors?.Manifest.Details.ItemEmbedder,
            ["seed"] = seed,
            ["epochs"] = outcome.Training.Epochs.Count,
            ["bestEpoch"] = outcome.Training.BestEpoch.Epoch,
            ["selectionMetric"] = selectionMetric,
            ["stopReason"] = ResultJson.Name(outcome.Training.StopReason),
            ["validation"] = ResultJson.Metrics(outcome.Validation),
        },
    };

    /// <summary>Reads how the data of a saved model was prepared.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="SraClException">The model was not saved by <c>sracl train</c>.</exception>
    public static DataRecipe Recipe(SavedModel model) => model.Manifest.Details.Training?[RecipeName] is { } recipe
        ? DataRecipe.FromJson(recipe)
        : throw new SraClException("The model does not say how its data was prepared, so its test cases cannot be made again. Train it with 'sracl train'.");

    /// <summary>Checks that a data set is the one a model was trained on.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data set.</param>
    /// <param name="path">The file it came from.</param>
    /// <exception cref="SraClException">It is another one.</exception>
    public static void CheckSameData(SavedModel model, PreparedDataset data, string path)
    {
        string fingerprint = DatasetFingerprint.Compute(data.Dataset);
        if (string.Equals(model.Manifest.Details.Data?.Fingerprint, fingerprint, StringComparison.Ordinal))
        {
            return;
        }

        JsonNode? trained = model.Manifest.Details.Training?[FiguresName];
        string before = Describe(trained);
        string now = Describe(Figures(data.Summary));
        string difference = string.Equals(before, now, StringComparison.Ordinal) ? $"both have {now}, but ids or sequences differ" : $"the model was trained on {before}, the file has {now}";
        throw new SraClException(
            $"'{path}' is not the data the model was trained on: {difference}. Its test cases would mean something else. Give the original file with --interactions, or train again on this one.");
    }

    private static JsonObject Figures(DatasetSummary summary) => new()
    {
        ["users"] = summary.Users,
        ["items"] = summary.Items,
        ["events"] = summary.Events,
    };

    private static string Describe(JsonNode? figures) => $"{figures?["users"]} users, {figures?["items"]} items and {figures?["events"]} events";
}
