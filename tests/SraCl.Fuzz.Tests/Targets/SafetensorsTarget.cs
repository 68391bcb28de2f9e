using SraCl.Neighbors;
using SraCl.Semantic.Storage;
using SraCl.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Safetensors files, with any tensors and with embeddings.</summary>
internal sealed class SafetensorsTarget() : FuzzTarget("safetensors", weight: 15)
{
    private const string Embeddings = "embeddings";

    protected override void Read(FuzzInput input)
    {
        if (string.Equals(input.Kind, Embeddings, StringComparison.Ordinal))
        {
            EmbeddingMatrix matrix = SafetensorsFile.ReadEmbeddings(input.First);
            Contents.CheckFinite(matrix);
            return;
        }

        string again = Path.Combine(input.Scratch, "again.safetensors");
        Dictionary<string, Tensor> tensors = ReadAll(input.First);
        using (FileStream stream = File.Create(again))
        {
            SafetensorsWriter.Write(stream, tensors);
        }

        Dictionary<string, Tensor> second = ReadAll(again);
        Require(tensors.Count == second.Count, "it has other tensors when it is saved and read again");
        foreach ((string name, Tensor value) in tensors)
        {
            Require(
                second.TryGetValue(name, out Tensor? other) && other.dtype == value.dtype && other.shape.SequenceEqual(value.shape) && Bytes(other).SequenceEqual(Bytes(value)),
                $"'{name}' is another tensor when it is saved and read again");
        }
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        using DisposeScope scope = NewDisposeScope();
        string several = Path.Combine(directory, "several.safetensors");
        Write(several, new()
        {
            ["layers.0.weight"] = arange(12, dtype: ScalarType.Float32).reshape(3, 4),
            ["layers.0.bias"] = ones(3, dtype: ScalarType.Float64),
            ["steps"] = tensor(7L),
            ["mask"] = tensor(new[] { true, false }),
            ["none"] = zeros(0, 4),
        });
        string one = Path.Combine(directory, "one.safetensors");
        Write(one, new() { ["e"] = arange(12, dtype: ScalarType.Float32).reshape(4, 3) });
        return
        [
            new FuzzSeed("any", [("several.safetensors", File.ReadAllBytes(several))]),
            new FuzzSeed(Embeddings, [("one.safetensors", File.ReadAllBytes(one))]),
        ];
    }

    private static void Write(string path, Dictionary<string, Tensor> tensors)
    {
        using FileStream stream = File.Create(path);
        SafetensorsWriter.Write(stream, tensors);
    }

    private static Dictionary<string, Tensor> ReadAll(string path)
    {
        using var reader = new SafetensorsReader(path);
        return reader.Entries.Keys.ToDictionary(name => name, reader.Read, StringComparer.Ordinal);
    }

    private static byte[] Bytes(Tensor tensor) => tensor.numel() == 0 ? [] : tensor.reshape(-1).bytes.ToArray();
}
