using System.Text.Json;
using System.Text.Json.Nodes;

namespace SraCl.Files;

/// <summary>Parses JSON that comes from outside and finds at once what .NET's parsers leave to whoever reads a value to stumble over.</summary>
/// <remarks>
/// That is: names that occur twice in an object, and names and texts whose bytes are not UTF-8 or whose escapes are half of a character. Every such error is a
/// <see cref="JsonException"/>. Safe for concurrent use.
/// </remarks>
public static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Parses a document.</summary>
    /// <param name="content">The whole text, UTF-8, with a byte order mark or without; must not change while the document is in use.</param>
    /// <returns>The document; owned by the caller.</returns>
    /// <exception cref="JsonException">The content is no JSON, or has one of the errors above.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> content)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(WithoutMark(content), Options);
            CheckTexts(document.RootElement);
            return document;
        }
        catch (Exception e)
        {
            document?.Dispose();
            if (e is InvalidOperationException)
            {
                throw new JsonException($"A name or a text is not made of characters: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>Parses a document into nodes.</summary>
    /// <param name="content">The whole text, UTF-8.</param>
    /// <returns>The root; null where the document says null.</returns>
    /// <exception cref="JsonException">The content is no JSON, or has one of the errors above.</exception>
    public static JsonNode? ParseNode(ReadOnlyMemory<byte> content)
    {
        using JsonDocument document = Parse(content);
        return JsonNode.Parse(WithoutMark(content).Span, documentOptions: Options);
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> content) => content.Span.StartsWith("\uFEFF"u8) ? content[3..] : content;

    private static void CheckTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    CheckTexts(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement entry in element.EnumerateArray())
                {
                    CheckTexts(entry);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
