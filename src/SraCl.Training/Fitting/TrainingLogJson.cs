using System.Text.Encodings.Web;
using System.Text.Json;

namespace SraCl.Training.Fitting;

/// <summary>How the lines of a training's log are written.</summary>
internal static class TrainingLogJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // The text goes to files, never into HTML.
    };
}
