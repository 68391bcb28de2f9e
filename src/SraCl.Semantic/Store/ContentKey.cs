using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Store;

/// <summary>What an answer or a vector is found again by: a SHA-256 of everything that decides about it.</summary>
/// <remarks>Another model, parameter or text gives another key. Immutable, hence safe for concurrent use.</remarks>
public readonly record struct ContentKey
{
    internal const int Size = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private ContentKey(ReadOnlySpan<byte> bytes)
    {
        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>Computes the key of an answer.</summary>
    /// <param name="fingerprint">The summarizer's fingerprint.</param>
    /// <param name="prompt">The prompt.</param>
    /// <returns>The key.</returns>
    public static ContentKey OfPrompt(string fingerprint, SummaryPrompt prompt)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentNullException.ThrowIfNull(prompt);
        return Hash("prompt", fingerprint, prompt.System, prompt.User);
    }

    /// <summary>Computes the key of a text's vector.</summary>
    /// <param name="fingerprint">The embedder's fingerprint.</param>
    /// <param name="text">The text.</param>
    /// <returns>The key.</returns>
    public static ContentKey OfText(string fingerprint, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentNullException.ThrowIfNull(text);
        return Hash("text", fingerprint, text);
    }

    /// <summary>Writes the key.</summary>
    /// <returns>64 hexadecimal digits in lower case.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_high:x32}{_low:x32}");

    internal static ContentKey FromBytes(byte[] bytes) => new(bytes);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    internal static bool TryParse(string text, out ContentKey key)
    {
        bool valid = text.Length == 2 * Size && text.All(char.IsAsciiHexDigitLower);
        key = valid ? new ContentKey(Convert.FromHexString(text)) : default;
        return valid;
    }

    internal byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    /// <summary>Hashes parts, each behind its length, so that no two lists of parts run together into the same bytes.</summary>
    private static ContentKey Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (string part in parts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(number, bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }

        Span<byte> result = stackalloc byte[Size];
        hash.GetHashAndReset(result);
        return new ContentKey(result);
    }
}
