using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SraCl.Randomness;

namespace SraCl.Fuzz.Tests;

/// <summary>Damages contents in the ways that disks, transfers, other programs and malice do.</summary>
internal static class Mutations
{
    private const int MostBytes = 1 << 20;

    private static readonly string[] Numbers =
    [
        "-1", "0", "1", "-0", "2147483647", "2147483648", "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "99999999999999999999999", "1e308", "1e309", "-1e309", "1e-400", "0.1", "NaN", "Infinity", "1_000", "0x10", "1,5", "",
    ];

    private static readonly byte[][] Tokens =
    [
        .. ((string[])["\"", "'", "\\", "\\u", "\\ud800", "\\udc00\\ud800", "\\u0000", "\0", "\n", "\r", "\r\n", "\t", ",", ";", ":", "{", "}", "[", "]", "null", "true", "{}", "[]", "\"\"", "None", "True", "b'", "u'", "\\x", "\\N{", "\uFEFF", "\u2028", "\u0085", "\u200B", "  ", "-", "//", "/*", "__metadata__", "formatVersion", "$type", "<think>", "</think>", "```", "item summary:", "&lt;", "&#x110000;", "&amp;amp;"])
            .Select(Encoding.UTF8.GetBytes),
        [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF, 0xFE], [0xFE, 0xFF], [0xC3], [0x1F, 0x8B], [0x93, (byte)'N', (byte)'U', (byte)'M'], [0x50, 0x4B, 0x03, 0x04],
        [0x00, 0x00, 0x80, 0x7F], [0x00, 0x00, 0xC0, 0x7F], [0xFF, 0xFF, 0x7F, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF],
    ];

    /// <summary>Damages a content once or several times.</summary>
    /// <param name="content">The content; not changed.</param>
    /// <param name="other">Another valid content, to splice with.</param>
    /// <param name="random">The draws.</param>
    public static byte[] Apply(byte[] content, byte[] other, ref CounterRandom random)
    {
        byte[] result = content;
        int count = random.NextInt32(2) == 0 ? 1 : 1 + random.NextInt32(4);
        for (int i = 0; i < count; i++)
        {
            result = ApplyOnce(result, other, ref random);
            if (result.Length > MostBytes)
            {
                result = result[..MostBytes];
            }
        }

        return result;
    }

    private static byte[] ApplyOnce(byte[] content, byte[] other, ref CounterRandom random)
    {
        if (content.Length == 0)
        {
            return Pick(Tokens, ref random);
        }

        switch (random.NextInt32(17))
        {
            case 0:
            case 1:
                byte[] flipped = content.ToArray();
                flipped[random.NextInt32(flipped.Length)] ^= (byte)(1 << random.NextInt32(8));
                return flipped;
            case 2:
                byte[] changed = content.ToArray();
                changed[random.NextInt32(changed.Length)] = (byte)random.NextInt32(256);
                return changed;
            case 3:
                return content[..random.NextInt32(content.Length)];
            case 4:
                return content[random.NextInt32(content.Length)..];
            case 5:
                (int start, int end) = Range(content.Length, ref random);
                return [.. content[..start], .. content[end..]];
            case 6:
                (start, end) = Range(content.Length, ref random);
                return [.. content[..end], .. content[start..end], .. content[end..]];
            case 7:
                return [.. content[..random.NextInt32(content.Length)], .. other[random.NextInt32(other.Length + 1)..]];
            case 8:
                int place = random.NextInt32(content.Length + 1);
                return [.. content[..place], .. Pick(Tokens, ref random), .. content[place..]];
            case 9:
            case 10:
                return WithNumber(content, ref random);
            case 11:
                return WithInteger(content, ref random);
            case 12:
                return Repeated(content, ref random);
            case 13:
                place = random.NextInt32(content.Length + 1);
                byte[] noise = new byte[1 + random.NextInt32(32)];
                for (int i = 0; i < noise.Length; i++)
                {
                    noise[i] = (byte)random.NextInt32(256);
                }

                return [.. content[..place], .. noise, .. content[place..]];
            case 14:
            case 15:
                byte[] over = Pick(Tokens, ref random);
                place = random.NextInt32(content.Length);
                return [.. content[..place], .. over, .. content[Math.Min(content.Length, place + over.Length)..]];
            default:
                return random.NextInt32(8) == 0 ? Packed(content) : WithNumber(content, ref random);
        }
    }

    /// <summary>Puts an extreme in the place of a number in digits.</summary>
    private static byte[] WithNumber(byte[] content, ref CounterRandom random)
    {
        int start = random.NextInt32(content.Length);
        for (int tries = 0; tries < content.Length && !IsDigit(content[start]); tries++)
        {
            start = (start + 1) % content.Length;
        }

        while (start > 0 && IsDigit(content[start - 1]))
        {
            start--;
        }

        int end = start;
        while (end < content.Length && IsDigit(content[end]))
        {
            end++;
        }

        return [.. content[..start], .. Encoding.UTF8.GetBytes(Numbers[random.NextInt32(Numbers.Length)]), .. content[end..]];
    }

    /// <summary>Writes an extreme over an integer in binary, mostly into the header.</summary>
    private static byte[] WithInteger(byte[] content, ref CounterRandom random)
    {
        int[] sizes = [1, 2, 4, 8];
        int size = Math.Min(sizes[random.NextInt32(sizes.Length)], content.Length);
        int room = content.Length - size + 1;
        int place = random.NextInt32(random.NextInt32(2) == 0 ? Math.Min(16, room) : room);
        long[] values = [0, 1, -1, long.MaxValue, long.MinValue, int.MaxValue, 1L << 32, 1 << 20, content.Length, content.Length + 1, short.MaxValue];
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, values[random.NextInt32(values.Length)]);
        byte[] result = content.ToArray();
        bytes[..size].CopyTo(result.AsSpan(place));
        return result;
    }

    /// <summary>Repeats a few bytes thousands of times: deep nesting, long fields, long lines.</summary>
    private static byte[] Repeated(byte[] content, ref CounterRandom random)
    {
        int place = random.NextInt32(content.Length);
        string[] nesting = ["[", "{", "{\"a\":", "[[", "(", "{'a':", "\"", "\\", " "];
        byte[] piece = random.NextInt32(2) == 0
            ? Encoding.UTF8.GetBytes(nesting[random.NextInt32(nesting.Length)])
            : content[place..Math.Min(content.Length, place + 1 + random.NextInt32(16))];
        int times = 1 << random.NextInt32(14);
        var result = new List<byte>(content.Length + (times * piece.Length));
        result.AddRange(content.AsSpan(0, place));
        for (int i = 0; i < times; i++)
        {
            result.AddRange(piece);
        }

        result.AddRange(content.AsSpan(place));
        return [.. result];
    }

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    private static (int Start, int End) Range(int length, ref CounterRandom random)
    {
        int start = random.NextInt32(length);
        return (start, Math.Min(length, start + 1 + random.NextInt32(random.NextInt32(2) == 0 ? 8 : length)));
    }

    private static byte[] Pick(byte[][] choices, ref CounterRandom random) => choices[random.NextInt32(choices.Length)];

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';
}
