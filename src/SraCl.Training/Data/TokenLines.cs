using System.Buffers;
using System.Text.Unicode;
using SraCl.Files;

namespace SraCl.Training.Data;

/// <summary>Lines of text whose parts are separated by spaces or tabs; blank lines are skipped.</summary>
internal static class TokenLines
{
    /// <summary>White space and control characters that separate no parts: a file that has them, such as single carriage returns as line breaks, is none of these lines.</summary>
    private static readonly SearchValues<char> OtherSpaces = SearchValues.Create(
        Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(letter => letter is not (' ' or '\t') && (char.IsWhiteSpace(letter) || char.IsControl(letter))).ToArray());

    /// <summary>Reads the lines; one that is not UTF-8 is reported as a bad row.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="report">Takes the bad rows.</param>
    /// <param name="cancellationToken">Stops the reading between two lines.</param>
    /// <returns>The lines, trimmed, each valid until the next, with their numbers.</returns>
    public static IEnumerable<(long Number, ReadOnlyMemory<char> Text)> Read(Stream stream, ReadReport report, CancellationToken cancellationToken)
    {
        var lines = new LineReader(stream, report.Source);
        char[] buffer = [];
        while (lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (buffer.Length < line.Length)
            {
                buffer = new char[2 * line.Length];
            }

            if (Utf8.ToUtf16(line.Span, buffer, out _, out int written, replaceInvalidSequences: false) != OperationStatus.Done)
            {
                report.Reject(lines.Number, "is not valid UTF-8; save the file as UTF-8.");
                continue;
            }

            ReadOnlyMemory<char> text = buffer.AsMemory(0, written).Trim();
            if (text.Span.IndexOfAny(OtherSpaces) is var place and >= 0)
            {
                report.Reject(
                    lines.Number,
                    $"'{Excerpt.Of(text.Span)}' has the character U+{(int)text.Span[place]:X4} between its parts or in one; expected spaces or tabs between parts, and a line feed at the end of a line.");
            }
            else if (!text.IsEmpty)
            {
                yield return (lines.Number, text);
            }
        }
    }

    /// <summary>Takes the next token off a line.</summary>
    /// <param name="rest">The line; afterwards what follows the token.</param>
    /// <returns>The token; empty at the end of the line.</returns>
    public static ReadOnlyMemory<char> Next(ref ReadOnlyMemory<char> rest)
    {
        int end = rest.Span.IndexOfAny(' ', '\t');
        ReadOnlyMemory<char> token = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..].TrimStart();
        return token;
    }

    /// <summary>Tells whether a token is a negative whole number, which is never an id but a marker or a column shifted by mistake.</summary>
    /// <param name="token">The token.</param>
    /// <returns>Whether it is a minus sign and digits.</returns>
    public static bool IsNegativeNumber(ReadOnlySpan<char> token) =>
        token.Length > 1 && token[0] == '-' && !token[1..].ContainsAnyExceptInRange('0', '9');
}
