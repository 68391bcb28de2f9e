using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Serialization;

/// <summary>Writes tensors as safetensors: 8 bytes of header length, a JSON header, then the plain little-endian bytes of every tensor.</summary>
/// <remarks>Python reads the file with <c>safetensors.torch.load_file</c>. Stateless, hence safe for concurrent use.</remarks>
public static class SafetensorsWriter
{
    /// <summary>The number of elements that are copied at a time: <c>Tensor.bytes</c> cannot span more than 2 GiB.</summary>
    private const long PieceLength = 1 << 24;

    /// <summary>Writes tensors.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">The tensors by name; on any device.</param>
    /// <exception cref="NotSupportedException">A tensor has a type that the format lacks; see <see cref="SafetensorsTypes"/>.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);

        // Wide types first: every tensor then begins at a multiple of its element size, which readers that map the file rely on.
        (string Name, Tensor Value)[] ordered = tensors
            .Select(pair => (pair.Key, pair.Value))
            .OrderByDescending(pair => SafetensorsTypes.SizeOf(pair.Value.dtype))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ToArray();
        byte[] header = Header(ordered);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach ((_, Tensor value) in ordered)
        {
            WriteElements(stream, value);
        }
    }

    private static byte[] Header((string Name, Tensor Value)[] tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, Tensor value) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsTypes.NameOf(value.dtype));
                json.WriteStartArray("shape");
                foreach (long size in value.shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += value.numel() * SafetensorsTypes.SizeOf(value.dtype);
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8 keep the first tensor aligned.
        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteElements(Stream stream, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = value.detach().cpu().contiguous().view(-1);
        for (long start = 0; start < flat.numel(); start += PieceLength)
        {
            using DisposeScope piece = NewDisposeScope();
            stream.Write(flat.narrow(0, start, Math.Min(PieceLength, flat.numel() - start)).bytes);
        }
    }
}
