using System.Text.Json;

namespace SraCl.Semantic.OpenAI;

/// <summary>What a service says about a request that it did not answer.</summary>
/// <param name="Message">Its words, or the whole body where they are not in the usual place.</param>
/// <param name="Code">Its code; null when it gave none.</param>
internal sealed record ServiceError(string Message, string? Code)
{
    public static ServiceError Read(BinaryData body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.ToMemory());
            JsonElement root = document.RootElement;
            JsonElement error = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out JsonElement inner) ? inner : root;
            return error.ValueKind == JsonValueKind.Object
                ? new ServiceError(Text(error, "message") ?? error.GetRawText(), Text(error, "code") ?? Text(error, "type"))
                : new ServiceError(error.ToString(), Code: null);
        }
        catch (JsonException)
        {
            return new ServiceError(body.ToString().Trim(), Code: null);
        }
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
}
