using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Conformance.Tests;

/// <summary>Tensors made by PyTorch, by key. Each request makes a new tensor, so that no test can spoil another's.</summary>
internal sealed class GoldenFile
{
    private readonly byte[] _bytes;
    private readonly int _dataStart;
    private readonly JsonElement _header;

    /// <summary>Reads a safetensors file in golden/.</summary>
    internal GoldenFile(string name)
    {
        _bytes = File.ReadAllBytes(PathOf(name));
        _dataStart = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(_bytes);
        _header = JsonDocument.Parse(_bytes.AsMemory(8, _dataStart - 8)).RootElement;
    }

    internal IEnumerable<string> Keys => _header.EnumerateObject().Select(entry => entry.Name);

    internal static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "golden", file);

    internal bool Contains(string key) => _header.TryGetProperty(key, out _);

    internal Tensor Get(string key)
    {
        JsonElement entry = _header.GetProperty(key);
        long[] shape = entry.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64()).ToArray();
        JsonElement offsets = entry.GetProperty("data_offsets");
        ReadOnlySpan<byte> data = _bytes.AsSpan(_dataStart)[offsets[0].GetInt32()..offsets[1].GetInt32()];
        return entry.GetProperty("dtype").GetString() switch
        {
            "F32" => tensor(MemoryMarshal.Cast<byte, float>(data).ToArray(), shape),
            "F64" => tensor(MemoryMarshal.Cast<byte, double>(data).ToArray(), shape),
            "I32" => tensor(MemoryMarshal.Cast<byte, int>(data).ToArray(), shape),
            "I64" => tensor(MemoryMarshal.Cast<byte, long>(data).ToArray(), shape),
            "BOOL" => tensor(MemoryMarshal.Cast<byte, bool>(data).ToArray(), shape),
            var other => throw new NotSupportedException(other),
        };
    }

    /// <summary>The tensors PREFIX/0, PREFIX/1 and so on, as many as there are.</summary>
    internal Tensor[] GetList(string prefix)
    {
        var tensors = new List<Tensor>();
        for (int i = 0; Contains($"{prefix}/{i}"); i++)
        {
            tensors.Add(Get($"{prefix}/{i}"));
        }

        return [.. tensors];
    }
}
