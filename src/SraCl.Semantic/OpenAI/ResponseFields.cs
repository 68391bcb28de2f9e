using System.Text.Json;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.OpenAI;

/// <summary>Reads fields that a service may leave out, or write as null.</summary>
internal static class ResponseFields
{
    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static JsonElement? Object(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? value : null;

    public static TokenUsage? Usage(JsonElement root) => Object(root, "usage") is { } usage && (Count(usage, "prompt_tokens") ?? Count(usage, "total_tokens")) is { } input
        ? new TokenUsage(input, Count(usage, "completion_tokens") ?? 0)
        : null;

    private static long? Count(JsonElement usage, string name) =>
        usage.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long count) && count >= 0 ? count : null;
}
