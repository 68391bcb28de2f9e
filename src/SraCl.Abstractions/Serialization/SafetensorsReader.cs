using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Serialization;

/// <summary>Reads safetensors files and trusts nothing in them: a damaged or foreign file gives an error that says what is wrong with it.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class SafetensorsReader : IDisposable
{
    /// <summary>The limit of the format's own implementation; a larger value means the file is something else.</summary>
    private const long MaxHeaderLength = 100_000_000;

    /// <summary>The number of elements that are copied at a time: <c>Tensor.bytes</c> cannot span more than 2 GiB.</summary>
    private const long PieceLength = 1 << 24;

    private readonly FileStream _stream;
    private readonly string _path;
    private readonly long _dataStart;

    /// <summary>Opens a file and checks its header against its size.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SraClException">The file is missing, unreadable, damaged, or not a safetensors file.</exception>
    public SafetensorsReader(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        try
        {
            _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"'{path}' (full path '{Path.GetFullPath(path)}') cannot be read: {e.Message} Expected a safetensors file.", e);
        }

        try
        {
            byte[] header = ReadHeader();
            _dataStart = sizeof(long) + header.Length;
            Entries = ParseHeader(header);
            CheckLayout();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Gets what the header says of each tensor, by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    /// <summary>Reads a tensor.</summary>
    /// <param name="name">A name of <see cref="Entries"/>.</param>
    /// <returns>The tensor in the type and shape of its entry, on the CPU; owned by the caller's dispose scope.</returns>
    /// <exception cref="SraClException">The file has no such tensor, or cannot be read any more.</exception>
    public Tensor Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Entries.TryGetValue(name, out SafetensorsEntry? entry))
        {
            throw new SraClException($"'{_path}' has no tensor '{name}'; it has {Excerpt(Entries.Keys)}. Name one of them.");
        }

        Tensor value = empty([.. entry.Shape], dtype: entry.Type);
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = value.view(-1);
        _stream.Position = _dataStart + entry.Begin;
        for (long start = 0; start < flat.numel(); start += PieceLength)
        {
            using DisposeScope piece = NewDisposeScope();
            ReadBytes(flat.narrow(0, start, Math.Min(PieceLength, flat.numel() - start)).bytes);
        }

        return value;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>The header was checked against the size of the file: what fails here is the disk, or someone cut the file meanwhile.</summary>
    private void ReadBytes(Span<byte> bytes)
    {
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (IOException e)
        {
            throw new SraClException($"'{_path}' cannot be read any more: {e.Message} Read it again while nothing writes to it.", e);
        }
    }

    private byte[] ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        if (_stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
        {
            throw Damaged($"it has {_stream.Length} bytes, fewer than the 8 of the header length");
        }

        long length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length is < 2 or > MaxHeaderLength)
        {
            throw Damaged($"its first 8 bytes give a header length of {length}; expected 2 to {MaxHeaderLength}");
        }

        if (length > _stream.Length - prefix.Length)
        {
            throw Damaged($"its header should have {length} bytes, but only {_stream.Length - prefix.Length} follow");
        }

        var header = new byte[length];
        ReadBytes(header);
        return header;
    }

    private Dictionary<string, SafetensorsEntry> ParseHeader(byte[] header)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (!property.NameEquals("__metadata__"))
                {
                    entries.Add(property.Name, ParseEntry(property));
                }
            }

            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Damaged($"its header is not the JSON of a safetensors file ({e.Message})", e);
        }
    }

    private SafetensorsEntry ParseEntry(JsonProperty property)
    {
        string name = property.Name;
        string typeName = property.Value.GetProperty("dtype").GetString() ?? string.Empty;
        ScalarType type = SafetensorsTypes.TypeOf(typeName) ?? throw Damaged($"the type of '{name}' is '{typeName}'; expected one of {SafetensorsTypes.Names}");
        long[] shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        long[] offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
        {
            throw Damaged($"the offsets of '{name}' are [{string.Join(", ", offsets)}]; expected a begin and an end");
        }

        long bytes = Bytes(name, shape, SafetensorsTypes.SizeOf(type));
        if (bytes != offsets[1] - offsets[0])
        {
            throw Damaged($"'{name}' has {offsets[1] - offsets[0]} bytes, but {typeName} of the shape [{string.Join(", ", shape)}] needs {bytes}");
        }

        return new SafetensorsEntry(type, shape, offsets[0], offsets[1]);
    }

    private long Bytes(string name, long[] shape, int elementSize)
    {
        try
        {
            return shape.Any(size => size < 0)
                ? throw Damaged($"the shape of '{name}' is [{string.Join(", ", shape)}]; expected sizes of at least 0")
                : shape.Aggregate((long)elementSize, (product, size) => checked(product * size));
        }
        catch (OverflowException e)
        {
            throw Damaged($"the shape of '{name}', [{string.Join(", ", shape)}], is beyond any memory", e);
        }
    }

    /// <summary>The tensors must fill the file from the header to the end, without gaps or overlaps.</summary>
    private void CheckLayout()
    {
        long end = 0;
        foreach ((string name, SafetensorsEntry entry) in Entries.OrderBy(pair => pair.Value.Begin).ThenBy(pair => pair.Value.End))
        {
            if (entry.Begin != end)
            {
                throw Damaged($"'{name}' begins at byte {entry.Begin} of the data; expected {end}, where the tensor before it ends");
            }

            end = entry.End;
        }

        long present = _stream.Length - _dataStart;
        if (present != end)
        {
            throw Damaged(present < end
                ? $"it is cut off: its tensors need {end} bytes, {present} are there"
                : $"{present - end} bytes follow its last tensor");
        }
    }

    private static string Excerpt(IEnumerable<string> names)
    {
        const int Shown = 10;
        string[] all = [.. names];
        string more = all.Length > Shown ? $" and {all.Length - Shown} more" : string.Empty;
        return all.Length == 0 ? "none" : string.Join(", ", all.Take(Shown).Select(name => $"'{name}'")) + more;
    }

    private SraClException Damaged(string what, Exception? inner = null) => new(
        $"'{_path}' is damaged or not a safetensors file: {what}. Copy the file again, or save again what it holds.", inner);
}
