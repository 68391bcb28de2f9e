using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SraCl.Backbones.Transformers;
using SraCl.Training.Checkpoints;
using SraCl.Training.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Checkpoints;

/// <summary>The weights of a checkpoint as Python sees them: read by a reader that knows nothing of ours, and written by hand.</summary>
public sealed class CheckpointWeightsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Write_Model_HasThePyTorchNamesAndLayout()
    {
        string checkpoint = new CheckpointScene().Run(new CheckpointOptions { Directory = _directory.Path }).Checkpoint!;
        using var backbone = new TransformerBackbone(16, new TransformerOptions { MaxLength = 6, HiddenSize = 8, InnerSize = 16, Layers = 1 }, seed: 1);
        Dictionary<string, long[]> expected = backbone.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.shape);

        Dictionary<string, (string Type, long[] Shape, byte[] Bytes)> model = Read(Path.Combine(checkpoint, "model.safetensors"));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), model.Keys.Order(StringComparer.Ordinal));
        Assert.All(model, tensor => Assert.Equal("F32", tensor.Value.Type));
        Assert.All(model, tensor => Assert.Equal(expected[tensor.Key], tensor.Value.Shape));
        Assert.Equal(["projected cycle.bias", "projected cycle.weight"], Read(Path.Combine(checkpoint, "objectives.safetensors")).Keys.Order(StringComparer.Ordinal));

        Dictionary<string, (string Type, long[] Shape, byte[] Bytes)> adam = Read(Path.Combine(checkpoint, "optimizer.safetensors"));
        Assert.Equal(3 * backbone.parameters().Count(), adam.Count);
        foreach ((string name, Parameter parameter) in backbone.named_parameters())
        {
            Assert.Equal(parameter.shape, adam[name + ".exp_avg"].Shape);
            Assert.Equal(parameter.shape, adam[name + ".exp_avg_sq"].Shape);
            Assert.Equal("I64", adam[name + ".step"].Type);
            Assert.Empty(adam[name + ".step"].Shape);
        }

        // Every parameter is used in every step, but for the bias of the keys, which a softmax over them does not feel.
        Assert.All(
            adam.Where(tensor => tensor.Key.EndsWith(".step", StringComparison.Ordinal) && !tensor.Key.Contains("key.bias", StringComparison.Ordinal)),
            tensor => Assert.Equal(CheckpointScene.Epochs * CheckpointScene.Steps, BinaryPrimitives.ReadInt64LittleEndian(tensor.Value.Bytes)));
    }

    [Fact]
    public void Write_Manifest_IsOneThatSha256SumChecks()
    {
        string checkpoint = new CheckpointScene().Run(new CheckpointOptions { Directory = _directory.Path }).Checkpoint!;
        string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(checkpoint, "manifest.json"))));

        Assert.Equal($"{hash}  manifest.json\n", File.ReadAllText(Path.Combine(checkpoint, "manifest.sha256")));
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(checkpoint, "manifest.json")));
        Dictionary<string, string> listed = manifest.RootElement.GetProperty("files").EnumerateObject().ToDictionary(file => file.Name, file => file.Value.GetString()!);
        Assert.Equal(
            Directory.EnumerateFiles(checkpoint, "*.safetensors").Select(Path.GetFileName).Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
        Assert.All(listed, file => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(checkpoint, file.Key)))), file.Value));
    }

    [Fact]
    public void Read_WeightsWrittenByPython_AreThoseNumbers()
    {
        // The bytes of safetensors.torch.save_file({"bias": tensor([1.5, -2]), "weight": tensor([[0.25, 3, -0.5], [1, 0, 8]])}): tensors by name, a header padded with spaces.
        const string Header = "{\"bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,32]}}";
        string padded = Header.PadRight((Header.Length + 7) / 8 * 8);
        byte[] data = Convert.FromHexString("0000C03F000000C0" + "0000803E00004040000000BF" + "0000803F0000000000000041");
        string file = _directory.File("python.safetensors");
        File.WriteAllBytes(file, [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(padded), .. data]);
        using Linear module = nn.Linear(3, 2);

        ModuleWeights.Read(file, module);

        using DisposeScope scope = NewDisposeScope();
        Assert.Equal([1.5f, -2f], module.bias!.detach().data<float>().ToArray());
        Assert.Equal([0.25f, 3f, -0.5f, 1f, 0f, 8f], module.weight.detach().data<float>().ToArray());
    }

    /// <summary>Reads a safetensors file by the format's description alone.</summary>
    private static Dictionary<string, (string Type, long[] Shape, byte[] Bytes)> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var tensors = new Dictionary<string, (string, long[], byte[])>(StringComparer.Ordinal);
        foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => !entry.NameEquals("__metadata__")))
        {
            int[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
            tensors.Add(
                entry.Name,
                (entry.Value.GetProperty("dtype").GetString()!, [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())], bytes[(8 + length + offsets[0])..(8 + length + offsets[1])]));
        }

        return tensors;
    }
}
