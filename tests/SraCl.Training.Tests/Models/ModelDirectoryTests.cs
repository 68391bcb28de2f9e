using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SraCl.Backbones.Transformers;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Serialization;
using SraCl.Training.Evaluation;
using SraCl.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Models;

public sealed class ModelDirectoryTests : IDisposable
{
    private static readonly TableBackboneFactory Factory = new();

    private readonly TemporaryDirectory _directory = new();
    private readonly ISequenceBackbone _backbone = Factory.Create(itemCount: 4, seed: 1);
    private readonly IdMap _items = new(["b", "a \"quoted\"", "line\nbreak", "ü/漢字 "]);

    public void Dispose()
    {
        _backbone.Module.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Load_SavedModel_GivesBackWeightsIdsAndManifest()
    {
        var details = new ModelDetails
        {
            Protocol = new EvaluationProtocol
            {
                Split = "validation",
                ItemCount = 4,
                SeenItems = SeenItems.Mask,
                TieRule = TieRule.Average,
                MaxLength = 20,
                CutOffs = [10],
                Seed = 7,
            },
            Data = new ModelData("f1", "data/some file.txt"),
            Training = new JsonObject { ["bestEpoch"] = 3 },
        };

        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items, details);
        using SavedModel model = ModelDirectory.Load(_directory.Path, [Factory]);

        AssertSameWeights(_backbone, model.Backbone);
        Assert.False(model.Backbone.Module.training);
        Assert.Equal(_items.ExternalIds, model.Items.ExternalIds);
        Assert.Equal("table", model.Manifest.Backbone);
        Assert.Equal(ModelDirectory.FormatVersion, model.Manifest.FormatVersion);
        Assert.Matches(@"^\d+\.\d+\.\d+", model.Manifest.SraClVersion);
        Assert.Equal(details.Data, model.Manifest.Details.Data);
        Assert.Equal(details.Protocol.ToString(), model.Manifest.Details.Protocol!.ToString());
        Assert.Equal(3, model.Manifest.Details.Training!["bestEpoch"]!.GetValue<int>());
    }

    [Fact]
    public void Load_Transformer_EncodesLikeTheSavedOne()
    {
        var factory = new TransformerBackboneFactory(Options.Create(new TransformerOptions { HiddenSize = 8, InnerSize = 16, MaxLength = 5 }));
        ISequenceBackbone saved = factory.Create(itemCount: 4, seed: 2);
        saved.Module.eval();
        ModelDirectory.Save(_directory.Path, factory, saved, _items);

        using SavedModel model = ModelDirectory.Load(_directory.Path, [Factory, new TransformerBackboneFactory(Options.Create(new TransformerOptions()))]);

        using DisposeScope scope = NewDisposeScope();
        Tensor ids = tensor(new long[] { 0, 1, 4, 2 }, [1, 4]);
        Assert.True(model.Backbone.Encode(ids).equal(saved.Encode(ids)).all().ToBoolean());
        saved.Module.Dispose();
    }

    [Fact]
    public void Load_TransformerOfOtherParts_EncodesLikeTheSavedOne()
    {
        using ServiceProvider provider = Provider();
        IBackboneFactory[] factories = provider.GetServices<IBackboneFactory>().ToArray();
        IBackboneFactory factory = factories.Single(each => string.Equals(each.Name, "bert4rec", StringComparison.Ordinal));
        ISequenceBackbone saved = factory.Create(itemCount: 4, seed: 2);
        saved.Module.eval();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        saved.ItemBiases()!.copy_(tensor(new[] { 0.5f, -1f, 2f, 0.25f }));
        ModelDirectory.Save(_directory.Path, factory, saved, _items);

        using SavedModel model = ModelDirectory.Load(_directory.Path, factories);

        Tensor ids = tensor(new long[] { 0, 1, 4, 2 }, [1, 4]);
        Assert.True(model.Backbone.Encode(ids).equal(saved.Encode(ids)).all().ToBoolean());
        Assert.True(model.Backbone.ItemBiases()!.equal(saved.ItemBiases()!).all().ToBoolean());
        Assert.Equal(5, model.Backbone.MaskToken);
        Assert.Equal("bert4rec", model.Manifest.Backbone);
        saved.Module.Dispose();

        static ServiceProvider Provider()
        {
            var services = new ServiceCollection();
            services.AddSraCl().AddTransformer().AddSasRec().AddBert4Rec(options => options.HiddenSize = 8);
            return services.BuildServiceProvider();
        }
    }

    [Fact]
    public void Save_OverEarlierModel_ReplacesIt()
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        ISequenceBackbone second = Factory.Create(itemCount: 2, seed: 5);

        ModelDirectory.Save(_directory.Path, Factory, second, new IdMap(["x", "y"]));

        using SavedModel model = ModelDirectory.Load(_directory.Path, [Factory]);
        AssertSameWeights(second, model.Backbone);
        Assert.Equal(3, Directory.GetFileSystemEntries(_directory.Path).Length);
        second.Module.Dispose();
    }

    [Fact]
    public void Save_Failing_LeavesEarlierModelUntouched()
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        Directory.CreateDirectory(_directory.File("model.json.tmp")); // In the way of the last file.
        ISequenceBackbone second = Factory.Create(itemCount: 2, seed: 5);

        SraClException error = Assert.Throws<SraClException>(() => ModelDirectory.Save(_directory.Path, Factory, second, new IdMap(["x", "y"])));

        Assert.Contains(_directory.Path, error.Message, StringComparison.Ordinal);
        using SavedModel model = ModelDirectory.Load(_directory.Path, [Factory]);
        AssertSameWeights(_backbone, model.Backbone);
        second.Module.Dispose();
    }

    [Fact]
    public void Save_FailingAtAMove_LeavesEarlierModelUntouched()
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        File.Move(_directory.File("items.json"), _directory.File("kept"));
        Directory.CreateDirectory(_directory.File("items.json")); // In the way of a file that comes after the weights.
        ISequenceBackbone second = Factory.Create(itemCount: 4, seed: 5);

        Assert.Throws<SraClException>(() => ModelDirectory.Save(_directory.Path, Factory, second, _items));

        Directory.Delete(_directory.File("items.json"));
        File.Move(_directory.File("kept"), _directory.File("items.json"));
        using SavedModel model = ModelDirectory.Load(_directory.Path, [Factory]);
        AssertSameWeights(_backbone, model.Backbone);
        second.Module.Dispose();
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("items.json")]
    public void Load_FilesOfTwoModels_AreToldApart(string name)
    {
        string other = _directory.File("other");
        ISequenceBackbone second = Factory.Create(itemCount: 4, seed: 5);
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        ModelDirectory.Save(other, Factory, second, new IdMap(["w", "x", "y", "z"]));
        second.Module.Dispose();

        File.Copy(Path.Combine(other, name), _directory.File(name), overwrite: true);

        AssertRefused(_directory.Path, $"'{_directory.File(name)}' is not the file that 'model.json' beside it was saved with");
    }

    [Fact]
    public void Load_ModelWithoutHashes_IsReadAsItIs()
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        JsonObject manifest = JsonNode.Parse(File.ReadAllText(_directory.File("model.json")))!.AsObject();
        Assert.True(manifest.Remove("files"));
        File.WriteAllText(_directory.File("model.json"), manifest.ToJsonString());
        File.WriteAllText(_directory.File("items.json"), """["w","x","y","z"]""");

        using SavedModel model = ModelDirectory.Load(_directory.Path, [Factory]);

        Assert.Equal(["w", "x", "y", "z"], model.Items.ExternalIds);
    }

    [Fact]
    public void Save_MapOfOtherSize_Throws() =>
        Assert.Throws<ArgumentException>(() => ModelDirectory.Save(_directory.Path, Factory, _backbone, new IdMap(["x"])));

    [Fact]
    public void EnsureWritable_NewDirectory_CreatesItAndLeavesItEmpty()
    {
        string path = Path.Combine(_directory.Path, "a", "b");

        ModelDirectory.EnsureWritable(path);

        Assert.Empty(Directory.GetFileSystemEntries(path));
    }

    [Fact]
    public void EnsureWritable_BelowAFile_NamesPathAndCure()
    {
        File.WriteAllText(_directory.File("file"), "x");
        string path = Path.Combine(_directory.Path, "file", "model");

        SraClException error = Assert.Throws<SraClException>(() => ModelDirectory.EnsureWritable(path));

        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Give a directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingDirectory_SaysSo() =>
        AssertRefused(Path.Combine(_directory.Path, "none"), "does not exist", "holds model.json, items.json and model.safetensors");

    [Fact]
    public void Load_ForeignDirectory_NamesMissingFile()
    {
        File.WriteAllText(_directory.File("config.json"), "{}");

        AssertRefused(_directory.Path, $"'model.json' is missing in '{_directory.Path}'");
    }

    [Fact]
    public void Load_File_SaysSo()
    {
        File.WriteAllText(_directory.File("weights"), "x");

        AssertRefused(_directory.File("weights"), "is a file");
    }

    [Theory]
    [InlineData("items.json")]
    [InlineData("model.safetensors")]
    public void Load_MissingFile_NamesIt(string name)
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        File.Delete(_directory.File(name));

        AssertRefused(_directory.Path, name);
    }

    [Theory]
    [InlineData("{}", "no formatVersion")]
    [InlineData("[]", "no formatVersion")]
    [InlineData("{\"formatVersion\":\"x\"}", "no formatVersion")]
    [InlineData("{\"formatVersion\":1}", "is damaged")]
    [InlineData("{\"formatVersion\":1", "is damaged")]
    [InlineData("null", "is damaged")]
    [InlineData("", "is damaged")]
    [InlineData("{\"formatVersion\":1,\"formatVersion\":1}", "is damaged")]
    [InlineData("{\"formatVersion\":1,\"configuration\":{\"layers\":1,\"layers\":1}}", "is damaged")]
    [InlineData("{\"formatVersion\":1,\"configuration\":{\"\\ud800\":1}}", "is damaged")]
    [InlineData("{\"formatVersion\":2,\"sraClVersion\":\"9.9.9\",\"other\":0}", "format version 2, written by SraCl 9.9.9")]
    public void Load_UnusableManifest_NamesFileAndReason(string json, string expected)
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        File.WriteAllText(_directory.File("model.json"), json);

        AssertRefused(_directory.Path, _directory.File("model.json"), expected);
    }

    [Theory]
    [InlineData("[\"a\"]", "has 1 item ids; 'model.json' beside it says 4")]
    [InlineData("[\"a\",\"a\",\"b\",\"c\"]", "'a' occurs twice")]
    [InlineData("[\"a\",null,\"b\",\"c\"]", "is empty")]
    [InlineData("{}", "is damaged")]
    public void Load_UnusableItems_NamesFileAndReason(string json, string expected)
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        File.WriteAllText(_directory.File("items.json"), json);

        AssertRefused(_directory.Path, _directory.File("items.json"), expected);
    }

    [Fact]
    public void Load_UnknownKind_NamesKindAndKnownKinds()
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);

        SraClException error = Assert.Throws<SraClException>(
            () => ModelDirectory.Load(_directory.Path, [new TransformerBackboneFactory(Options.Create(new TransformerOptions()))]));

        Assert.Contains("of the kind 'table'; known are: transformer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ConfigurationOfOtherShape_NamesTensorAndShapes()
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        string manifest = File.ReadAllText(_directory.File("model.json"));
        File.WriteAllText(_directory.File("model.json"), manifest.Replace("\"hiddenSize\": 3", "\"hiddenSize\": 5", StringComparison.Ordinal));

        AssertRefused(_directory.Path, "'item_vectors' is Float32 [5, 3], expected Float32 [5, 5]");
    }

    [Fact]
    public void Load_ConfigurationBeyondTheWeights_IsRefusedBeforeMemoryIsAskedFor()
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        string manifest = File.ReadAllText(_directory.File("model.json"));
        File.WriteAllText(_directory.File("model.json"), manifest.Replace("\"hiddenSize\": 3", "\"hiddenSize\": 2147483647", StringComparison.Ordinal));

        AssertRefused(_directory.Path, "says hiddenSize = 2147483647, but 'model.safetensors' beside it has 15 numbers");
    }

    [Fact]
    public void Load_OneRowInsteadOfMatrix_IsNotStretched() => AssertWeightsRefused(
        new() { ["item_vectors"] = ones(1, 3) }, "'item_vectors' is Float32 [1, 3], expected Float32 [5, 3]");

    [Fact]
    public void Load_OtherType_IsRefused() => AssertWeightsRefused(
        new() { ["item_vectors"] = ones(5, 3, dtype: ScalarType.Float64) }, "'item_vectors' is Float64 [5, 3], expected Float32 [5, 3]");

    [Fact]
    public void Load_OtherNames_AreListed() => AssertWeightsRefused(
        new() { ["vectors"] = ones(5, 3) }, "'item_vectors' is missing. 'vectors' is not known.");

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Load_NumberThatIsNotFinite_IsRefused(float number)
    {
        Tensor weights = ones(5, 3);
        weights[4, 2] = tensor(number);

        AssertWeightsRefused(new() { ["item_vectors"] = weights }, "hold a number in 'item_vectors' that is not finite");
    }

    [Fact]
    public void Load_TruncatedWeights_SaysSo()
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        using (FileStream stream = File.OpenWrite(_directory.File("model.safetensors")))
        {
            stream.SetLength(stream.Length - 1);
        }

        AssertRefused(_directory.Path, _directory.File("model.safetensors"), "cut off");
    }

    private static void AssertSameWeights(ISequenceBackbone expected, ISequenceBackbone actual)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> saved = expected.Module.state_dict();
        Dictionary<string, Tensor> loaded = actual.Module.state_dict();
        Assert.Equal(saved.Keys, loaded.Keys);
        Assert.All(saved, pair => Assert.True(pair.Value.equal(loaded[pair.Key]).all().ToBoolean()));
    }

    private void AssertWeightsRefused(Dictionary<string, Tensor> weights, string expected)
    {
        ModelDirectory.Save(_directory.Path, Factory, _backbone, _items);
        using (FileStream stream = File.Create(_directory.File("model.safetensors")))
        {
            SafetensorsWriter.Write(stream, weights);
        }

        AssertRefused(_directory.Path, _directory.File("model.safetensors"), expected);
        foreach (Tensor weight in weights.Values)
        {
            weight.Dispose();
        }
    }

    private static void AssertRefused(string path, params string[] expected)
    {
        SraClException error = Assert.Throws<SraClException>(() => ModelDirectory.Load(path, [Factory]));

        Assert.All(expected, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
