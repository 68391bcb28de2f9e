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

namespace SraCl.Training.Tests.Documentation;

/// <summary>What docs/add-a-backbone.md shows compiles, trains, and is what it shows.</summary>
public sealed class AddABackboneTests
{
    [Fact]
    public void Page_Code_IsTheFileThatIsCompiled()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SraCl.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("SraCl.sln stands in no folder above the tests.");
        }

        string source = File.ReadAllText(Path.Combine(root, "tests", "SraCl.Training.Tests", "Documentation", "RecencyBackbone.cs")).ReplaceLineEndings("\n");
        string page = File.ReadAllText(Path.Combine(root, "docs", "add-a-backbone.md")).ReplaceLineEndings("\n");

        Assert.Contains(source[source.IndexOf("/// <summary>", StringComparison.Ordinal)..].Trim(), page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backbone_Registered_TrainsBetterThanChanceAndIsLoadedAgain()
    {
        using var directory = new TemporaryDirectory();
        string interactions = Path.Combine(directory.Path, "shop.txt");
        await File.WriteAllLinesAsync(interactions, Enumerable.Range(0, 60).SelectMany(user => Enumerable.Range(user, 12).Select(item => $"u{user} i{item % 20}")));
        SequenceDataset dataset = InteractionFile.Load(interactions).Dataset;
        DatasetSplit split = new LeaveOneOutSplitter().Split(dataset);
        var services = new ServiceCollection();
        services.AddSraCl().AddNextItemCrossEntropy().AddTraining(options => (options.Epochs, options.BatchSize, options.LearningRate) = (30, 64, 0.01));
        services.AddSingleton<IBackboneFactory>(new RecencyBackbone.Factory { HiddenSize = 16, MaxLength = 10 });
        await using ServiceProvider provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IBackboneFactory>();
        ISequenceBackbone backbone = factory.Create(dataset.Items.Count, seed: 1);
        using TorchSharp.torch.nn.Module module = backbone.Module;

        await provider.GetRequiredService<Trainer>().FitAsync(split, backbone);
        EvaluationResult trained = provider.GetRequiredService<Evaluator>().Evaluate(backbone, split.Test);
        string model = Path.Combine(directory.Path, "model");
        ModelDirectory.Save(model, factory, backbone, dataset.Items);
        using var before = new Recommender(backbone, dataset.Items);
        using var after = new Recommender(ModelDirectory.Load(model, [factory]));

        Assert.True(trained.Mean(MetricName.Parse("HR@5")) > 0.6, trained.ToString());
        Assert.Equal(before.Recommend(["i3", "i4"], 3), after.Recommend(["i3", "i4"], 3));
    }
}
