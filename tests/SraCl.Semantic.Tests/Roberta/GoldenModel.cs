using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Semantic.Roberta;
using SraCl.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Semantic.Tests.Roberta;

/// <summary>The tiny model that golden/make_golden.py made, and what it gives.</summary>
internal static class GoldenModel
{
    private static readonly JsonObject Tokens = JsonNode.Parse(File.ReadAllText(PathOf("tokens.json")))!.AsObject();

    public static string Folder => PathOf("model");

    public static string[] Texts { get; } = Tokens["texts"].Deserialize<string[]>()!;

    public static IEnumerable<(string Text, int Limit, int[] Ids)> Cases { get; } =
        [.. Tokens["cases"]!.AsArray().Select(entry => ((string)entry!["text"]!, (int)entry["limit"]!, entry["ids"].Deserialize<int[]>()!))];

    public static RobertaTokenizer Tokenizer(string? folder = null)
    {
        RobertaFolder files = RobertaFolder.Open(folder ?? Folder);
        return new RobertaTokenizer(files.ReadTokenizer(), RobertaConfiguration.Read(files.Configuration));
    }

    /// <summary>Reads what the model gives, row by row.</summary>
    public static float[][] Expected(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using var reader = new SafetensorsReader(PathOf("expected.safetensors"));
        return reader.Read(name).data<float>().ToArray().Chunk((int)reader.Entries[name].Shape[^1]).ToArray();
    }

    /// <summary>Copies the model so that a test can change it.</summary>
    public static void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.EnumerateFiles(Folder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    /// <summary>Changes a field of a copy's config.json; null removes it.</summary>
    public static void Configure(string folder, string field, JsonNode? value)
    {
        string path = Path.Combine(folder, "config.json");
        JsonObject config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        config.Remove(field);
        if (value is not null)
        {
            config[field] = value;
        }

        File.WriteAllText(path, config.ToJsonString());
    }

    /// <summary>Changes a copy's weights; a null tensor is left out.</summary>
    public static void ChangeWeights(string folder, Func<string, Tensor, (string Name, Tensor? Value)> change)
    {
        using DisposeScope scope = NewDisposeScope();
        string path = Path.Combine(folder, "model.safetensors");
        var changed = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        using (var reader = new SafetensorsReader(path))
        {
            foreach (string name in reader.Entries.Keys)
            {
                (string newName, Tensor? value) = change(name, reader.Read(name));
                if (value is not null)
                {
                    changed.Add(newName, value);
                }
            }
        }

        using FileStream stream = File.Create(path);
        SafetensorsWriter.Write(stream, changed);
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Roberta", "golden", name);
}
