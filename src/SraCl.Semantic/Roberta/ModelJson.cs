using System.Text.Json;

namespace SraCl.Semantic.Roberta;

/// <summary>Reads a model's JSON files; every error names the file.</summary>
internal static class ModelJson
{
    public static JsonDocument Read(string path)
    {
        try
        {
            JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            CheckTexts(json.RootElement);
            return json;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SraClException($"'{path}' is no JSON: {e.Message} Copy the files of the model again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' cannot be read: {e.Message} Expected a file of a model.", e);
        }
    }

    /// <summary>Reads every name and text once: the parser leaves it to whoever asks for one to find out that its bytes or escapes are no characters.</summary>
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
