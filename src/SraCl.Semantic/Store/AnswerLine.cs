using System.Text.Json;

namespace SraCl.Semantic.Store;

/// <summary>An answer as a line of JSON.</summary>
internal sealed record AnswerLine(
    string Key, string Fingerprint, string Text, DateTimeOffset Time, string? Model = null, long? InputTokens = null, long? OutputTokens = null)
{
    internal ContentKey ContentKey => ContentKey.TryParse(Key, out ContentKey key) ? key : default;

    /// <summary>Reads a line; an error names it.</summary>
    public static AnswerLine Parse(string text, JsonSerializerOptions options, string path, long number)
    {
        AnswerLine? line;
        try
        {
            line = JsonSerializer.Deserialize<AnswerLine>(text, options);
        }
        catch (JsonException e)
        {
            throw Error(path, number, e.Message, e);
        }

        string? problem = line is null ? "it is null."
            : !ContentKey.TryParse(line.Key, out _) ? $"its key is '{line.Key}', not 64 hexadecimal digits."
            : string.IsNullOrWhiteSpace(line.Fingerprint) ? "its fingerprint is empty."
            : string.IsNullOrWhiteSpace(line.Text) ? "its text is empty."
            : null;
        return problem is null ? line! : throw Error(path, number, problem, null);
    }

    private static SraClException Error(string path, long number, string problem, Exception? cause) => new(
        $"'{path}', line {number} is no answer: {problem} Expected a JSON object with key, fingerprint, text and time, as the export writes it. Export again.", cause);
}
