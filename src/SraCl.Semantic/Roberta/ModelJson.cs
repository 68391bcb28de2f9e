using System.Text.Json;
using SraCl.Files;

namespace SraCl.Semantic.Roberta;

/// <summary>Reads a model's JSON files; every error names the file.</summary>
internal static class ModelJson
{
    public static JsonDocument Read(string path)
    {
        try
        {
            return StrictJson.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new SraClException($"'{path}' is no JSON: {e.Message} Copy the files of the model again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' cannot be read: {e.Message} Expected a file of a model.", e);
        }
    }
}
