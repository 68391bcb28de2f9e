using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SraCl.Semantic.Roberta;

/// <summary>The vocabulary and the merges of a byte-level tokenizer, as its files have them.</summary>
/// <param name="Vocabulary">The id of each token.</param>
/// <param name="Merges">The pairs that are merged, the first first.</param>
/// <param name="VocabularySource">Where the vocabulary comes from, for messages.</param>
/// <param name="MergesSource">Where the merges come from, for messages.</param>
internal sealed record TokenizerTables(
    IReadOnlyDictionary<string, int> Vocabulary, IReadOnlyList<(string Left, string Right)> Merges, string VocabularySource, string MergesSource)
{
    private const string Cure = "Copy the files of the model again.";

    /// <summary>Reads <c>vocab.json</c> and <c>merges.txt</c>.</summary>
    public static TokenizerTables Read(string vocabularyPath, string mergesPath)
    {
        using JsonDocument json = ModelJson.Read(vocabularyPath);
        return new TokenizerTables(ReadVocabulary(vocabularyPath, json.RootElement), ReadMerges(mergesPath), $"'{vocabularyPath}'", $"'{mergesPath}'");
    }

    /// <summary>Reads <c>tokenizer.json</c>, which has both.</summary>
    public static TokenizerTables Read(string tokenizerPath)
    {
        using JsonDocument json = ModelJson.Read(tokenizerPath);
        JsonElement root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("model", out JsonElement model) || model.ValueKind != JsonValueKind.Object
            || !model.TryGetProperty("vocab", out JsonElement vocabulary)
            || !model.TryGetProperty("merges", out JsonElement merges) || merges.ValueKind != JsonValueKind.Array)
        {
            throw new SraClException($"'{tokenizerPath}' is no tokenizer of byte pairs: expected an object with model.vocab and model.merges. {Cure}");
        }

        CheckKind(tokenizerPath, root);
        var pairs = new List<(string Left, string Right)>();
        foreach (JsonElement merge in merges.EnumerateArray())
        {
            string[] parts = merge.ValueKind == JsonValueKind.Array && merge.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String) ? [.. merge.EnumerateArray().Select(part => part.GetString()!)]
                : merge.ValueKind == JsonValueKind.String ? merge.GetString()!.Split(' ')
                : [];
            pairs.Add(Pair(parts, $"'{tokenizerPath}', merge {pairs.Count}", merge.GetRawText()));
        }

        return new TokenizerTables(ReadVocabulary(tokenizerPath, vocabulary), pairs, $"'{tokenizerPath}'", $"'{tokenizerPath}'");
    }

    /// <summary>Computes a SHA-256 of the tables, the same whatever files they come from.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach ((string token, int id) in Vocabulary.OrderBy(entry => entry.Value))
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, id);
            hash.AppendData(number);
            hash.AppendData(Encoding.UTF8.GetBytes(token + "\n"));
        }

        foreach ((string left, string right) in Merges)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{left} {right}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Dictionary<string, int> ReadVocabulary(string path, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new SraClException($"'{path}' has no vocabulary: expected an object of tokens and their ids. {Cure}");
        }

        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var tokens = new Dictionary<int, string>();
        foreach (JsonProperty entry in json.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id) || id < 0)
            {
                throw new SraClException($"'{path}' gives the token '{entry.Name}' the id {entry.Value.GetRawText()}; expected an integer of at least 0. {Cure}");
            }

            if (!tokens.TryAdd(id, entry.Name))
            {
                throw new SraClException($"'{path}' gives the id {id} to both '{tokens[id]}' and '{entry.Name}'; expected an id for each. {Cure}");
            }

            vocabulary.Add(entry.Name, id);
        }

        return vocabulary;
    }

    private static List<(string Left, string Right)> ReadMerges(string path)
    {
        var merges = new List<(string Left, string Right)>();
        try
        {
            int number = 0;
            foreach (string line in File.ReadLines(path))
            {
                number++;
                if (line.Length > 0 && !(number == 1 && line.StartsWith("#version", StringComparison.Ordinal)))
                {
                    merges.Add(Pair(line.Split(' '), $"'{path}', line {number}", line));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' cannot be read: {e.Message} Expected the pairs that are merged, one a line.", e);
        }

        return merges;
    }

    private static (string Left, string Right) Pair(string[] parts, string place, string found) => parts is [{ Length: > 0 } left, { Length: > 0 } right]
        ? (left, right)
        : throw new SraClException($"{place} is '{found}'; expected two tokens and a space between them. {Cure}");

    /// <summary>What is not byte-level would be read without an error and give wrong tokens.</summary>
    private static void CheckKind(string path, JsonElement root)
    {
        if (Text(root.GetProperty("model"), "type") is { } type and not "BPE")
        {
            throw new SraClException($"'{path}' is a tokenizer of the type {type}; expected BPE, as RoBERTa's. Choose a RoBERTa model.");
        }

        JsonElement words = root.TryGetProperty("pre_tokenizer", out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : default;
        if (Text(words, "type") is not "ByteLevel" || (words.TryGetProperty("add_prefix_space", out JsonElement prefix) && prefix.ValueKind == JsonValueKind.True))
        {
            throw new SraClException($"'{path}' cuts words with {(words.ValueKind == JsonValueKind.Object ? words.GetRawText() : "nothing")}; expected ByteLevel without add_prefix_space, as RoBERTa's. Choose a RoBERTa model.");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
