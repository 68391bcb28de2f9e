using System.Buffers.Binary;
using System.IO.Compression;

namespace SraCl.Semantic.Catalog;

/// <summary>Reads the lines of a plain or gzip-packed file as bytes, into one reused buffer.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class CatalogLines : IDisposable
{
    /// <summary>No entry is longer; a file without line breaks must not be read into memory whole.</summary>
    private const int MaxLineBytes = 64 << 20;

    private readonly string _path;
    private readonly Stream _text;
    private readonly uint? _packedLength;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private uint _length;
    private bool _ended;

    public CatalogLines(string path)
    {
        _path = path;
        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SraClException($"The catalog '{path}' (full path '{Path.GetFullPath(path)}') cannot be read: {e.Message} Expected a file with one JSON object a line.", e);
        }

        Span<byte> magic = stackalloc byte[2];
        bool packed = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic is [0x1F, 0x8B];
        if (packed)
        {
            // RFC 1952: the last four bytes hold the unpacked length modulo 2^32. GZipStream takes the end of a file that was cut off for the end of the text.
            Span<byte> length = stackalloc byte[sizeof(uint)];
            file.Seek(Math.Max(0, file.Length - length.Length), SeekOrigin.Begin);
            _ = file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false);
            _packedLength = BinaryPrimitives.ReadUInt32LittleEndian(length);
        }

        file.Position = 0;
        _text = packed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Gets the number of the last line read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line without its line break; it is valid until the next call.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan((_start + searched).._end).IndexOf((byte)'\n');
            if (found >= 0)
            {
                line = Take(searched + found);
                _start++;
                return true;
            }

            searched = _end - _start;
            if (_ended)
            {
                line = Take(searched);
                return searched > 0;
            }

            Fill();
        }
    }

    public void Dispose() => _text.Dispose();

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
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_end >= MaxLineBytes)
            {
                throw new SraClException($"'{_path}', line {Number + 1}: longer than {MaxLineBytes >> 20} MiB; expected one JSON object a line. Write each object on a line of its own.");
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read = Read();
        _end += read;
        _length = unchecked(_length + (uint)read);
        _ended = read == 0;
        if (_ended && _packedLength is { } expected && expected != _length)
        {
            throw Damaged($"{_length} bytes were unpacked, but the file's end says {expected} (both modulo 2^32).", null);
        }
    }

    private int Read()
    {
        try
        {
            return _text.Read(_buffer.AsSpan(_end));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message, e);
        }
    }

    private SraClException Damaged(string what, Exception? cause) =>
        new($"'{_path}' is a damaged or incomplete gzip file: {what} Copy or download the file again.", cause);
}
