using Microsoft.Extensions.DependencyInjection;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Data;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Models;
using SraCl.Training.Recommendation;
using SraCl.Training.Splits;

namespace SraCl.Training.Tests;

/// <summary>The sample of docs/in-code.md compiles, runs, and is what the page shows.</summary>
public sealed class ReadmeTests
{
    private const string Begin = "// The sample begins here.";
    private const string End = "// The sample ends here.";

    [Fact]
    public async Task Sample_OnASmallShop_TrainsSavesAndRecommends()
    {
        using var directory = new TemporaryDirectory();
        string orders = Path.Combine(directory.Path, "orders.csv");
        await File.WriteAllLinesAsync(orders, Orders());

        string[] recommended = await RunAsync(orders, Path.Combine(directory.Path, "model"));

        Assert.Equal(3, recommended.Length);
        Assert.DoesNotContain("sku7", recommended);
    }

    [Fact]
    public void Sample_OfThePage_IsTheOneThatRuns()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SraCl.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("SraCl.sln stands in no folder above the tests.");
        }

        string[] source = File.ReadAllLines(Path.Combine(root, "tests", "SraCl.Training.Tests", "ReadmeTests.cs"));
        string[] sample = source
            .SkipWhile(line => !line.EndsWith(Begin, StringComparison.Ordinal) || line.Contains('"', StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.EndsWith(End, StringComparison.Ordinal))
            .Select(line => line.Length >= 8 ? line[8..] : line)
            .ToArray();

        Assert.NotEmpty(sample);
        Assert.Contains(string.Join('\n', sample).Trim(), File.ReadAllText(Path.Combine(root, "docs", "in-code.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static async Task<string[]> RunAsync(string orders, string directory)
    {
        // The sample begins here.
        var services = new ServiceCollection();
        services.AddSraCl()
            .AddTransformer(options => options.MaxLength = 50)
            .AddNextItemCrossEntropy()
            .AddTraining(options => options.Epochs = 20);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IBackboneFactory>();

        // A CSV file with a header; columns named user, item and time are found by themselves.
        SequenceDataset dataset = InteractionFile.Load(orders).Dataset;
        DatasetSplit split = new LeaveOneOutSplitter().Split(dataset);

        // Training sees nothing of validation and test; the best epoch by validation is kept.
        ISequenceBackbone backbone = factory.Create(dataset.Items.Count, seed: 1);
        TrainingResult training = await provider.GetRequiredService<Trainer>().FitAsync(split, backbone);
        EvaluationResult test = provider.GetRequiredService<Evaluator>().Evaluate(backbone, split.Test);
        Console.WriteLine($"best epoch {training.BestEpoch.Epoch}: {test}");

        // The directory holds everything; an application that recommends needs nothing else.
        ModelDirectory.Save(directory, factory, backbone, dataset.Items);
        using var recommender = new Recommender(ModelDirectory.Load(directory, [factory]));
        IReadOnlyList<RecommendedItem> next = recommender.Recommend(["sku7", "sku8", "sku9"], count: 3);
        // The sample ends here.
        return next.Select(item => item.ItemId).ToArray();
    }

    private static IEnumerable<string> Orders()
    {
        yield return "user,item,time";
        for (int user = 0; user < 30; user++)
        {
            for (int i = 0; i < 6; i++)
            {
                yield return $"customer{user},sku{(user + i) % 20},{i}";
            }
        }
    }
}
