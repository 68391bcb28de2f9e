using System.Buffers.Binary;
using System.Text.Json;
using SraCl.Neighbors;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.OpenAI;

/// <summary>Reads the vectors of an answer, and says what is wrong with those that cannot be used.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class EmbeddingAnswer(OpenAIFailures failures, int? dimensions)
{
    public TextVectors Read(JsonElement root, int count)
    {
        TokenUsage? usage = ResponseFields.Usage(root) is { } reported ? reported with { Output = 0 } : null;
        if (!(root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Array))
        {
            throw Fail("answered without vectors.", isTransient: true);
        }

        if (data.GetArrayLength() != count)
        {
            throw Fail($"answered with {data.GetArrayLength()} vectors for {count} texts.", isTransient: true);
        }

        var rows = new float[count][];
        int position = 0;
        foreach (JsonElement entry in data.EnumerateArray())
        {
            int index = Index(entry) ?? position;
            if (index < 0 || index >= count || rows[index] is not null)
            {
                throw Fail($"answered with the index {index}, which is {(index >= 0 && index < count ? "there twice" : $"none of the {count} texts")}.", isTransient: true);
            }

            rows[index] = Vector(entry) ?? throw Fail($"answered with something that is no vector for text {index}.", isTransient: true);
            position++;
        }

        return new TextVectors(Join(rows), usage);

        SummaryException Fail(string what, bool isTransient) => failures.Answer(what, isTransient, usage);

        EmbeddingMatrix Join(float[][] vectors)
        {
            int dimension = dimensions ?? vectors[0].Length;
            for (int i = 0; i < vectors.Length; i++)
            {
                if (vectors[i].Length != dimension || dimension == 0)
                {
                    string expected = dimensions is null
                        ? $"the vector of text 0 has {dimension}"
                        : $"{nameof(OpenAIEmbeddingOptions)}.{nameof(OpenAIEmbeddingOptions.Dimensions)} is {dimension}; choose what the model gives, or null";
                    throw Fail($"answered with a vector of {vectors[i].Length} numbers for text {i}, but {expected}.", isTransient: false);
                }

                if (Array.FindIndex(vectors[i], value => !float.IsFinite(value)) is var wrong && wrong >= 0)
                {
                    throw Fail($"answered with {vectors[i][wrong]} in the vector of text {i}. Shorten or change that text, or use another model.", isTransient: false);
                }
            }

            return new EmbeddingMatrix(dimension, vectors.SelectMany(vector => vector).ToArray());
        }
    }

    private static int? Index(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("index", out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt32(out int index) ? index : -1
            : null;

    /// <summary>Reads a vector, whichever form was asked for; null when it is none.</summary>
    private static float[]? Vector(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("embedding", out JsonElement embedding))
        {
            return null;
        }

        if (embedding.ValueKind == JsonValueKind.Array)
        {
            return embedding.EnumerateArray().All(number => number.ValueKind == JsonValueKind.Number)
                ? embedding.EnumerateArray().Select(number => number.GetSingle()).ToArray()
                : null;
        }

        return embedding.ValueKind == JsonValueKind.String && embedding.TryGetBytesFromBase64(out byte[]? bytes) && bytes.Length % sizeof(float) == 0
            ? Enumerable.Range(0, bytes.Length / sizeof(float)).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)))).ToArray()
            : null;
    }
}
