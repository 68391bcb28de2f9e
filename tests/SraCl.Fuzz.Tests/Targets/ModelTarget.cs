using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SraCl.Files;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Training.Models;
using static TorchSharp.torch;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Directories of saved models.</summary>
internal sealed class ModelTarget() : FuzzTarget("model directories", weight: 15)
{
    private const int Items = 5;

    private readonly IBackboneFactory[] _factories = Factories();

    protected override void Read(FuzzInput input)
    {
        using SavedModel model = ModelDirectory.Load(input.Directory, _factories);
        Require(model.Items.Count == model.Backbone.ItemCount && model.Manifest.ItemCount == model.Items.Count, "its numbers of items differ");
        Require(model.Items.ExternalIds.All(id => id.Length > 0), "an id is empty");
        foreach ((string name, Tensor value) in model.Backbone.Module.state_dict())
        {
            Require(value.isfinite().all().item<bool>(), $"the weights '{name}' are not finite");
        }

        IBackboneFactory factory = _factories.Single(each => string.Equals(each.Name, model.Manifest.Backbone, StringComparison.OrdinalIgnoreCase));
        ModelDirectory.Save(input.Scratch, factory, model.Backbone, model.Items, model.Manifest.Details);
        using SavedModel again = ModelDirectory.Load(input.Scratch, _factories);
        Require(again.Items.ExternalIds.SequenceEqual(model.Items.ExternalIds, StringComparer.Ordinal), "it has other items when it is saved and read again");
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        var items = new IdMap(Enumerable.Range(1, Items).Select(item => $"B00{item}é"));
        return _factories.Select(factory =>
        {
            string folder = Path.Combine(directory, factory.Name);
            ISequenceBackbone backbone = factory.Create(Items, seed: 1);
            ModelDirectory.Save(folder, factory, backbone, items, new ModelDetails { Data = new ModelData("f00", "shop.txt"), Training = new() { ["epochs"] = 3 } });
            backbone.Module.Dispose();
            RemoveHashes(Path.Combine(folder, ModelDirectory.ManifestName));
            return FuzzSeed.Folder(factory.Name, folder);
        }).ToArray();
    }

    /// <summary>Every change would end at the hashes, and show nothing of what reads the files.</summary>
    private static void RemoveHashes(string file)
    {
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        manifest.Remove("files");
        File.WriteAllText(file, manifest.ToJsonString(ReadableJson.Options));
    }

    private static IBackboneFactory[] Factories()
    {
        var services = new ServiceCollection();
        services.AddSraCl()
            .AddTransformer(options =>
            {
                (options.MaxLength, options.HiddenSize, options.InnerSize, options.Layers, options.Heads) = (4, 8, 8, 1, 2);
                options.MaskToken = true;
                options.ItemBias = true;
            })
            .AddGru4Rec(options => (options.MaxLength, options.EmbeddingSize, options.HiddenSize) = (4, 4, 4));
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetServices<IBackboneFactory>().ToArray();
    }
}
