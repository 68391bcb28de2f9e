using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SraCl;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Training.Models;
using SraCl.Training.Recommendation;
using TorchSharp;

namespace RecommendApi.Tests;

/// <summary>A model of 300 items with drawn weights and a file with their titles, in a directory that goes with it; and a recommender of its own as the serial reference.</summary>
public sealed class SavedShop : IDisposable
{
    public const int ItemCount = 300;

    private static readonly string[] Kinds = ["Shoes", "Hats", "Coats"];

    public SavedShop()
        : this("sku-")
    {
    }

    /// <summary>Makes a shop whose ids begin with a text and end with a number.</summary>
    internal SavedShop(string prefix)
    {
        var items = new IdMap(Enumerable.Range(1, ItemCount).Select(item => $"{prefix}{item}"));
        ServiceProvider provider = new ServiceCollection().AddSraCl().AddBackbones().Services.BuildServiceProvider();
        using (provider)
        {
            IBackboneFactory factory = provider.GetServices<IBackboneFactory>().Single(factory => string.Equals(factory.Name, "transformer", StringComparison.Ordinal));
            ISequenceBackbone backbone = factory.Create(ItemCount, seed: 1);
            using torch.nn.Module module = backbone.Module;
            ModelDirectory.Save(Model, factory, backbone, items);
            torch.set_num_threads(1);
            Reference = new Recommender(ModelDirectory.Load(Model, [factory]));
        }

        File.WriteAllLines(ItemsFile, items.ExternalIds.Select((id, index) => JsonSerializer.Serialize(new
        {
            item_id = id,
            title = $"{(index % 2 == 0 ? "Blue" : "Red")} {Kinds[index % 3].ToLowerInvariant()} number {index + 1}",
            categories = new[] { new[] { "Clothes", Kinds[index % 3] } },
        })));
    }

    public DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("recommend-api-");

    public string Model => Path.Combine(Directory.FullName, "model");

    public string ItemsFile => Path.Combine(Directory.FullName, "items.jsonl");

    public Recommender Reference { get; }

    public void Dispose()
    {
        Reference.Dispose();
        Directory.Delete(recursive: true);
    }
}
