using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Cli.Systems;
using SraCl.Semantic.Preparation;
using SraCl.Training.Data;
using SraCl.Training.Evaluation;
using SraCl.Training.Models;
using SraCl.Training.Recommendation;

namespace SraCl.Cli.Demo;

/// <summary>
/// Walks through everything on the made-up shop: data, neighbors from the items' texts, training without and with the losses that read them, the test of
/// both, recommendations, and what to do next.
/// </summary>
internal static class DemoTour
{
    /// <summary>The epochs of each training.</summary>
    public const int Epochs = 20;

    private const int Neighbors = 10;
    private const int Shown = 5;

    // Any two would do.
    private static readonly int[] Shoppers = [7, 42];

    /// <summary>Runs the tour.</summary>
    /// <param name="output">The directory for the shop's files, the neighbors and the models.</param>
    /// <param name="seed">The seed of shop and training.</param>
    /// <param name="epochs">The epochs of each training.</param>
    /// <param name="report">Where to tell about it.</param>
    /// <param name="cancellationToken">Ends it after the current step.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    /// <exception cref="SraClException">The directory holds something else or cannot be written to.</exception>
    public static async Task<int> RunAsync(string output, long seed, int epochs, IAnsiConsole report, CancellationToken cancellationToken)
    {
        Prepare(output);
        DemoShop shop = DemoShop.Create(seed);
        string interactions = shop.Write(output);
        report.Line($"A made-up shop for outdoor gear: {shop.Items.Count} items, {shop.Baskets.Count:N0} shoppers whose taste drifts, in {output}");
        var recipe = new DataRecipe { Interactions = Path.GetFullPath(interactions), Format = InteractionFormat.UserItem };

        WriteHeading(report, 1, $"Neighbors from the items' texts, offline");
        string neighbors = Path.Combine(output, "neighbors");
        var preparation = new PreparationPlan(recipe, neighbors, new SemanticNeighborsOptions { K = Neighbors })
        {
            Items = Path.GetFullPath(Path.Combine(output, DemoShop.ItemsFile)),
            Replace = true,
        };
        await PreparationWorkflow.RunAsync(preparation, report, cancellationToken);

        WriteHeading(report, 2, $"Training without the semantic losses");
        LoadedData data = LoadedData.Load(recipe, cancellationToken);
        TrainingOutcome without = await TrainAsync(Plan(recipe, Path.Combine(output, "model-plain"), seed, epochs), data, report, cancellationToken);
        if (without.Test is null)
        {
            return ExitCode.Canceled;
        }

        WriteHeading(report, 3, $"Training with them: the same model, data, seed and number of epochs");
        string model = Path.Combine(output, "model");
        TrainingPlan contrastive = Plan(recipe, model, seed, epochs) with { Contrast = new ContrastPlan(SemanticsSource.Open(neighbors)) { Neighbors = Neighbors } };
        TrainingOutcome with = await TrainAsync(contrastive, data, report, cancellationToken);
        if (with.Test is null)
        {
            return ExitCode.Canceled;
        }

        WriteHeading(report, 4, $"The test: the last purchase of each shopper, ranked among all items");
        using var popularity = new PopularityBackbone(data.Split.Train);
        EvaluationResult baseline = new Evaluator().Evaluate(popularity, data.Split.Test, cancellationToken);
        DemoTable.Write(report, baseline, without, with);

        WriteHeading(report, 5, $"Recommendations: the model alone, no texts and no neighbors");

        // Loaded from its directory, as an application would: the data set is no longer needed.
        using var recommender = new Recommender(LoadedModel.Load(model, "cpu"));
        foreach (int shopper in Shoppers)
        {
            WriteRecommendations(report, shop, shop.Baskets[shopper], recommender, cancellationToken);
        }

        WriteNextSteps(report, output, interactions, shop.Items[shop.Baskets[0][0]].Id);
        return ExitCode.Success;
    }

    private static TrainingPlan Plan(DataRecipe recipe, string output, long seed, int epochs) => new(recipe, output)
    {
        Replace = true,
        CheckpointInterval = null, // Over in a minute, and begun anew each time.
        // Small and fast; the paper's dropout of 0.5 wants more epochs than a demo has.
        Shape = new ModelShape { Dropout = 0.2 },
        Training = options => (options.Seed, options.Epochs, options.LearningRate, options.Patience) = (seed, epochs, 0.002, epochs),
    };

    private static Task<TrainingOutcome> TrainAsync(TrainingPlan plan, LoadedData data, IAnsiConsole report, CancellationToken cancellationToken)
    {
        TrainingWorkflow.Check(plan);
        OutputDirectory.Prepare(plan.Output, OutputKind.Model, plan.Replace);
        return TrainingWorkflow.RunAsync(plan, data, report, cancellationToken);
    }

    private static void WriteHeading(IAnsiConsole report, int number, FormattableString text)
    {
        report.Line($"");
        report.Line($"{number}. {text}");
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

    private static void WriteNextSteps(IAnsiConsole report, string output, string interactions, string item)
    {
        string neighbors = ShellText.Argument(Path.Combine(output, "neighbors"));
        string model = ShellText.Argument(Path.Combine(output, "model"));
        report.Line($"");
        report.Line($"Next, with what the demo made");
        report.Line($"    {ShellText.Program} neighbors --semantics {neighbors} --item {item}");
        report.Line($"    {ShellText.Program} recommend --model {model} --history {item} --top 10");
        report.Line($"    {ShellText.Program} evaluate --model {model} --json");
        report.Line($"    {ShellText.Program} report {ShellText.Argument(Path.Combine(output, "model-plain"))} {model} --items {ShellText.Argument(Path.Combine(output, DemoShop.ItemsFile))} --semantics {neighbors} --html {ShellText.Argument(Path.Combine(output, "report.html"))}");
        report.Line($"    {ShellText.Program} ablate --interactions {ShellText.Argument(interactions)} --semantics {neighbors} --variants none,both --out {ShellText.Argument(Path.Combine(output, "ablation"))}");
        report.Line($"and with your own data: '{ShellText.Program} prepare --help' and '{ShellText.Program} train --help' say which files they read");
    }
}
