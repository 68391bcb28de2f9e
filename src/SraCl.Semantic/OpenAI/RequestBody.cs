using System.Buffers;
using System.Text.Json;

namespace SraCl.Semantic.OpenAI;

/// <summary>Writes the bodies of requests.</summary>
internal static class RequestBody
{
    /// <summary>Writes an object.</summary>
    /// <param name="writeProperties">Writes its properties.</param>
    public static BinaryData Write(Action<Utf8JsonWriter> writeProperties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writeProperties(writer);
            writer.WriteEndObject();
        }

        return new BinaryData(buffer.WrittenMemory);
    }
}
