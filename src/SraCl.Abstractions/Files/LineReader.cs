using System.Globalization;

namespace SraCl.Files;

/// <summary>Reads lines as bytes into one reused buffer, so that a long file costs no memory a line.</summary>
/// <remarks>
/// Lines end with a line feed, after a carriage return or not; a UTF-8 byte order mark is no part of the first. Not safe for concurrent use.
/// </remarks>
/// <param name="stream">The unpacked content, such as <see cref="TextFile.Open"/> gives it; not closed.</param>
/// <param name="source">What is read, as messages name it; usually the path.</param>
public sealed class LineReader(Stream stream, string source)
{
    /// <summary>No row of text is longer; a file without line breaks must not be read into memory whole.</summary>
    private const int MaxLineBytes = 64 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Gets the number of the last line read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its line break, valid until the next call.</param>
    /// <returns>Whether there was another line.</returns>
    /// <exception cref="DataFormatException">A line is longer than 64 MiB, or the stream says that its file is damaged.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Take(searched + length);
                _start++;
                return true;
            }

            searched = _end - _start;
            if (_ended)
            {
                line = searched > 0 ? Take(searched) : default;
                return searched > 0;
            }

            Fill();
        }
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
        _start += length;
        if (Number++ == 0 && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end >= MaxLineBytes)
            {
                throw new DataFormatException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{source}', line {Number + 1}: longer than {MaxLineBytes >> 20} MiB. Expected a text file with one record a line."));
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _ended = read == 0;
    }
}
