using Microsoft.Extensions.DependencyInjection;
using SraCl.Modeling;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Preparation;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Data;
using SraCl.Training.Fitting;
using SraCl.Training.Splits;

namespace SraCl.Cli.Tests;

/// <summary>The README's section on semantic neighbors: its commands run, its sample compiles, runs, and is what the README shows.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Heading = "## With semantic neighbors";
    private const string Begin = "// The README's sample begins here.";
    private const string End = "// The README's sample ends here.";
    private const string Start = "dotnet run --project samples/SraCl.Cli -c Release -- ";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Commands_OnASmallShop_Run()
    {
        string section = Section();
        string[] commands = [.. section.Split('\n').Where(line => line.StartsWith(Start, StringComparison.Ordinal)).Select(line => line[Start.Length..])];
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["orders.csv"] = _folder.WriteInteractions("orders.csv", ',', "user,item\n"),
            ["items.jsonl"] = _folder.WriteItems(),
            ["neighbors"] = _folder["neighbors"],
            ["model"] = _folder["model"],
            ["comparison"] = _folder["comparison"],
            ["SKU1"] = "i1",
        };

        Assert.Equal(["prepare", "neighbors", "train", "ablate", "compare"], commands.Select(command => command.Split(' ')[0]));
        foreach (string command in commands)
        {
            string[] words = command.Split(' ');
            string[] quick = words[0] is "train" or "ablate" or "compare" ? ["--hidden-size", "8", "--layers", "1", "--heads", "1", "--epochs", "1", "--threads", "1"] : [];
            await CommandLine.OutputAsync([words[0], .. words.Skip(1).Select(word => places.GetValueOrDefault(word, word)), .. quick]);
        }
    }

    [Fact]
    public async Task Sample_OnASmallShop_Trains()
    {
        TrainingResult training = await RunAsync(_folder.WriteInteractions(), _folder.WriteItems());

        Assert.Equal(2, training.Epochs.Count);
        Assert.Equal(
            ["cross-sequence contrast", "intra-sequence contrast", "next-item cross-entropy"],
            training.BestEpoch.Losses.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Readme_Sample_IsTheOneThatRuns()
    {
        string[] sample = File.ReadAllLines(Path.Combine(Root(), "tests", "SraCl.Cli.Tests", "ReadmeTests.cs"))
            .SkipWhile(line => !line.EndsWith(Begin, StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.EndsWith(End, StringComparison.Ordinal))
            .Select(line => line.Length >= 8 ? line[8..] : line)
            .ToArray();

        Assert.NotEmpty(sample);
        Assert.Contains(string.Join('\n', sample).Trim(), Section(), StringComparison.Ordinal);
    }

    private static async Task<TrainingResult> RunAsync(string orders, string items)
    {
        // The README's sample begins here.
        SequenceDataset dataset = InteractionFile.Load(orders).Dataset;
        DatasetSplit split = new LeaveOneOutSplitter().Split(dataset);

        // Vectors of the words that the items' texts share; your own vectors will do as well. Validation and test stay unseen.
        ItemCatalog catalog = ItemCatalog.Create(dataset.Items, CatalogFile.Read(items));
        SemanticNeighbors neighbors = SemanticNeighborsBuilder.Build(split.Train, LatentSemanticEmbedder.Embed(catalog.Texts()));

        var services = new ServiceCollection();
        services.AddSraCl()
            .AddTransformer()
            .AddNextItemCrossEntropy()
            .AddSemantics(neighbors) // or the name of the directory that 'sracl prepare' wrote
            .AddSraClLosses(alpha: 0.1, beta: 0.1, k: 10)
            .AddTraining(options => options.Epochs = 2);
        await using ServiceProvider provider = services.BuildServiceProvider();

        ISequenceBackbone backbone = provider.GetRequiredService<IBackboneFactory>().Create(dataset.Items.Count, seed: 1);
        TrainingResult training = await provider.GetRequiredService<Trainer>().FitAsync(split, backbone);
        // The README's sample ends here.
        backbone.Module.Dispose();
        return training;
    }

    private static string Section()
    {
        string readme = File.ReadAllText(Path.Combine(Root(), "README.md")).ReplaceLineEndings("\n");
        int start = readme.IndexOf(Heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"The README has no section '{Heading}'.");
        int end = readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return readme[start..end];
    }

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SraCl.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("SraCl.sln stands in no folder above the tests.");
        }

        return root;
    }
}
