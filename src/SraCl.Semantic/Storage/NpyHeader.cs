using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SraCl.Semantic.Storage;

/// <summary>The header of a NumPy file: magic, version, length and a Python dictionary (numpy.lib.format).</summary>
/// <param name="Type">The element type, such as <c>&lt;f4</c>.</param>
/// <param name="FortranOrder">Whether columns, not rows, are next to each other.</param>
/// <param name="Shape">The number of elements along each axis.</param>
internal sealed partial record NpyHeader(string Type, bool FortranOrder, IReadOnlyList<long> Shape)
{
    /// <summary>NumPy aligns the data to this.</summary>
    private const int Alignment = 64;

    /// <summary>Far more than two axes of numbers need; NumPy's own limit for headers that are not trusted is about as large.</summary>
    private const int MaxLength = 1 << 14;

    public string ShapeText => $"({string.Join(", ", Shape)}{(Shape.Count == 1 ? "," : string.Empty)})";

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header and leaves the stream at the data; null when this is not the beginning of a NumPy file.</summary>
    public static NpyHeader? Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false) < 8 || !start.StartsWith(Magic))
        {
            return null;
        }

        int lengthBytes = start[6] == 1 ? sizeof(ushort) : sizeof(uint);
        if (start[6] is < 1 or > 3 || stream.ReadAtLeast(start.Slice(8, lengthBytes), lengthBytes, throwOnEndOfStream: false) < lengthBytes)
        {
            return null;
        }

        uint length = lengthBytes == sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MaxLength)
        {
            return null;
        }

        var text = new byte[length];
        return stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) == text.Length ? Parse(Encoding.UTF8.GetString(text)) : null;
    }

    /// <summary>Writes the header of a version 1.0 file.</summary>
    public void Write(Stream stream)
    {
        const int Before = 10;
        string dictionary = $"{{'descr': '{Type}', 'fortran_order': False, 'shape': {ShapeText}, }}";
        int length = (Before + dictionary.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[length];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - Before));
        Encoding.ASCII.GetBytes(dictionary, header.AsSpan(Before));
        header[^1] = (byte)'\n';
        stream.Write(header);
    }

    private static NpyHeader? Parse(string dictionary)
    {
        Match type = TypePattern().Match(dictionary);
        Match order = OrderPattern().Match(dictionary);
        Match shape = ShapePattern().Match(dictionary);
        if (!type.Success || !order.Success || !shape.Success)
        {
            return null;
        }

        var axes = new List<long>();
        foreach (string axis in shape.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(axis.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
            {
                return null;
            }

            axes.Add(size);
        }

        return new NpyHeader(type.Groups["type"].Value.Trim('\'', '"'), order.Groups["order"].ValueSpan is "True", axes);
    }

    // A type is a string, or a list for records, which are shown in errors as they are.
    [GeneratedRegex("""['"]descr['"]\s*:\s*(?<type>'[^']*'|"[^"]*"|\[.*\])""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(?<order>True|False)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\((?<shape>[^)]*)\)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShapePattern();
}
