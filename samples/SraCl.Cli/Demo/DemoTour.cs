using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Training.Data;
using SraCl.Training.Evaluation;
using SraCl.Training.Models;
using SraCl.Training.Recommendation;

namespace SraCl.Cli.Demo;

/// <summary>Walks through everything on the made-up shop: data, training, test against popularity, recommendations, and what to do next.</summary>
internal static class DemoTour
{
    private const int Epochs = 30;
    private const int Shown = 5;

    // Any two would do.
    private static readonly int[] Shoppers = [7, 42];

    /// <summary>Runs the tour.</summary>
    /// <param name="output">The directory for the shop's files and the model.</param>
    /// <param name="seed">The seed of shop and training.</param>
    /// <param name="report">Where to tell about it.</param>
    /// <param name="cancellationToken">Ends it after the current step.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="SraClException">The directory holds something else or cannot be written to.</exception>
    public static async Task<int> RunAsync(string output, long seed, IAnsiConsole report, CancellationToken cancellationToken)
    {
        Prepare(output);
        DemoShop shop = DemoShop.Create(seed);
        string interactions = shop.Write(output);
        string model = Path.Combine(output, "model");
        report.Line($"A made-up shop for outdoor gear: {shop.Items.Count} items, {shop.Baskets.Count:N0} shoppers whose taste drifts, in {output}");

        var plan = new TrainingPlan(new DataRecipe { Interactions = Path.GetFullPath(interactions), Format = InteractionFormat.UserItem }, model)
        {
            Replace = true,
            // Small and fast; the paper's dropout of 0.5 wants more epochs than a demo has.
            Transformer = options => (options.HiddenDropout, options.AttentionDropout) = (0.2, 0.2),
            Training = options => (options.Seed, options.Epochs, options.LearningRate, options.Patience) = (seed, Epochs, 0.002, 3),
        };
        TrainingOutcome outcome = await TrainingWorkflow.RunAsync(plan, report, cancellationToken);
        if (outcome.Test is null)
        {
            return ExitCode.Canceled;
        }

        using var popularity = new PopularityBackbone(outcome.Data.Split.Train);
        EvaluationResult baseline = new Evaluator().Evaluate(popularity, outcome.Data.Split.Test, cancellationToken);
        ResultTable.Write(report, ("Most popular", baseline), ("Transformer", outcome.Test));

        // Loaded from its directory, as an application would: the data set is no longer needed.
        using var recommender = new Recommender(LoadedModel.Load(model, "cpu"));
        foreach (int shopper in Shoppers)
        {
            WriteRecommendations(report, shop, shop.Baskets[shopper], recommender, cancellationToken);
        }

        WriteNextSteps(report, model);
        return ExitCode.Success;
    }

    /// <summary>Creates the directory; only a new one, an empty one, or that of an earlier demo will do.</summary>
    private static void Prepare(string output)
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any() && !File.Exists(Path.Combine(output, DemoShop.ItemsFile)))
        {
            throw new SraClException($"The directory '{output}' is not empty and holds no earlier demo. Give --out a new or empty directory.");
        }

        ModelDirectory.EnsureWritable(output);
    }

    private static void WriteRecommendations(IAnsiConsole report, DemoShop shop, int[] basket, Recommender recommender, CancellationToken cancellationToken)
    {
        // The last purchase stays hidden; it is what the model should find.
        ShopItem[] history = basket[..^1].Select(index => shop.Items[index]).ToArray();
        ShopItem bought = shop.Items[basket[^1]];
        Dictionary<string, ShopItem> catalogue = shop.Items.ToDictionary(item => item.Id, StringComparer.Ordinal);
        report.Line($"");
        report.Line($"A shopper bought");
        foreach (ShopItem item in history)
        {
            report.Line($"    {item.Title}");
        }

        report.Line($"and the model recommends");
        foreach (RecommendedItem recommendation in recommender.Recommend([.. history.Select(item => item.Id)], Shown, cancellationToken: cancellationToken))
        {
            ShopItem item = catalogue[recommendation.ItemId];
            report.Line($"    {item.Title}{(item == bought ? "   <- what the shopper bought next" : string.Empty)}");
        }

        report.Line($"The shopper bought next: {bought.Title}");
    }

    private static void WriteNextSteps(IAnsiConsole report, string model)
    {
        report.Line($"");
        report.Line($"Next, with a file of your own (one 'user item' pair a line, oldest first; or CSV, TSV, Amazon, Yelp, RecBole: {ShellText.Program} train --help)");
        report.Line($"    {ShellText.Program} train --interactions your-file.txt --out your-model");
        report.Line($"    {ShellText.Program} evaluate --model your-model");
        report.Line($"    {ShellText.Program} recommend --model your-model --history ID,ID --top 10");
        report.Line($"or with this model: {ShellText.Program} evaluate --model {ShellText.Argument(model)} --json");
    }
}
