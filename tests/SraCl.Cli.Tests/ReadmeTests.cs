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
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Cli.Tests;

/// <summary>The commands of README and guide run; the samples of README and docs/in-code.md compile, run, and are what these pages show.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Begin = "// The sample begins here.";
    private const string End = "// The sample ends here.";
    private const string OwnModelBegin = "// The sample of one's own model begins here.";
    private const string OwnModelEnd = "// The sample of one's own model ends here.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadmeCommands_OnASmallShop_Run()
    {
        const string Start = "dotnet run --project samples/SraCl.Cli -c Release -- ";
        string[] commands = Commands("README.md", Start);

        Assert.Equal(["prepare", "train", "train", "report", "recommend"], commands.Select(command => command.Split(' ')[0]));
        await RunAsync(commands);

        Assert.Contains("Maps of items", await File.ReadAllTextAsync(_folder["report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GuideCommands_OnASmallShop_Run()
    {
        // Those that ask a language model are run by PrepareWithModelsTests.
        string[] commands = [.. Commands(Path.Combine("docs", "guide.md"), "sracl ").Where(command => !command.Contains("openai", StringComparison.Ordinal))];

        Assert.Equal(
            ["train", "evaluate", "recommend", "prepare", "neighbors", "train", "ablate", "compare", "search", "evaluate", "report"],
            commands.Select(command => command.Split(' ')[0]));
        await RunAsync(commands);
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
    public async Task OwnModelSample_OnASmallShop_Trains()
    {
        await CommandLine.OutputAsync("prepare", "--interactions", _folder.WriteInteractions(), "--items", _folder.WriteItems(), "--out", _folder["neighbors"]);

        TrainingResult training = await RunOwnModelAsync(_folder["interactions.txt"], _folder["neighbors"]);

        Assert.Equal(3, training.BestEpoch.Losses.Count);
    }

    [Theory]
    [InlineData(Begin, End, "docs/in-code.md")]
    [InlineData(OwnModelBegin, OwnModelEnd, "README.md")]
    public void Sample_OfAPage_IsTheOneThatRuns(string begin, string end, string page)
    {
        string[] sample = File.ReadAllLines(Path.Combine(Root(), "tests", "SraCl.Cli.Tests", "ReadmeTests.cs"))
            .SkipWhile(line => !string.Equals(line.Trim(), begin, StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !string.Equals(line.Trim(), end, StringComparison.Ordinal))
            .Select(line => line.Length >= 8 ? line[8..] : line)
            .ToArray();

        Assert.NotEmpty(sample);
        Assert.Contains(string.Join('\n', sample).Trim(), Page(page), StringComparison.Ordinal);
    }

    private static async Task<TrainingResult> RunAsync(string orders, string items)
    {
        // The sample begins here.
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
        // The sample ends here.
        backbone.Module.Dispose();
        return training;
    }

    private static async Task<TrainingResult> RunOwnModelAsync(string orders, string neighbors)
    {
        SequenceDataset dataset = InteractionFile.Load(orders).Dataset;
        DatasetSplit split = new LeaveOneOutSplitter().Split(dataset);
        int itemCount = dataset.Items.Count;
        using var model = new SumOfItems(itemCount);

        // The sample of one's own model begins here.
        var backbone = new ModuleBackbone(model, () => model.Items.weight!.narrow(0, 1, itemCount), new ModuleBackboneOptions { MaxLength = 50 });

        var services = new ServiceCollection();
        services.AddSraCl()
            .AddNextItemCrossEntropy()
            .AddSemantics(neighbors) // the directory that 'sracl prepare' wrote
            .AddSraClLosses(alpha: 0.1, beta: 0.1, k: 10)
            .AddTraining();
        await using ServiceProvider provider = services.BuildServiceProvider();
        TrainingResult training = await provider.GetRequiredService<Trainer>().FitAsync(split, backbone);
        // The sample of one's own model ends here.
        return training;
    }

    /// <summary>Runs commands one after the other, each quickly and on small files.</summary>
    private async Task RunAsync(string[] commands)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["orders.csv"] = _folder.WriteInteractions("orders.csv", ',', "user,item\n"),
            ["items.jsonl"] = _folder.WriteItems(),
            ["SKU1"] = "i1",
            ["SKU1,SKU2,SKU3"] = "i1,i2,i3",
            ["30"] = "3",
        };
        foreach (string name in new[] { "neighbors", "plain", "model", "ablation", "comparison", "search", "search/trial-003", "report.html" })
        {
            places[name] = _folder[name];
        }

        string? trained = null;
        foreach (string command in commands)
        {
            string[] words = command.Split(' ');
            string[] quick = words[0] is "train" or "ablate" or "compare" or "search" ? ["--hidden-size", "8", "--layers", "1", "--heads", "1", "--epochs", "1", "--threads", "1"] : [];

            // The guide trains into one directory twice.
            string output = words[0] is "train" ? words[^1] : string.Empty;
            string[] again = string.Equals(output, trained, StringComparison.Ordinal) ? ["--force"] : [];
            trained = words[0] is "train" ? output : trained;
            await CommandLine.OutputAsync([words[0], .. words.Skip(1).Select(word => places.GetValueOrDefault(word, word)), .. quick, .. again]);
        }
    }

    private static string[] Commands(string page, string start) =>
        [.. Page(page).Split('\n').Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..])];

    private static string Page(string name) => File.ReadAllText(Path.Combine(Root(), name)).ReplaceLineEndings("\n");

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SraCl.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("SraCl.sln stands in no folder above the tests.");
        }

        return root;
    }

    /// <summary>The smallest recommender there is: a sequence is the sum of its items.</summary>
    private sealed class SumOfItems : nn.Module<Tensor, Tensor>
    {
        public SumOfItems(int itemCount)
            : base(nameof(SumOfItems))
        {
            Items = nn.Embedding(itemCount + 1, 8, padding_idx: 0);
            RegisterComponents();
        }

        public Embedding Items { get; }

        public override Tensor forward(Tensor ids) => Items.call(ids).sum(1); // [B, D]
    }
}
