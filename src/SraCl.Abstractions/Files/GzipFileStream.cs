using System.Buffers.Binary;
using System.IO.Compression;

namespace SraCl.Files;

/// <summary>Unpacks a gzip file and notices when it was cut off, which <see cref="GZipStream"/> takes for its end.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class GzipFileStream : Stream
{
    private readonly string _path;
    private readonly GZipStream _unpacked;
    private readonly uint _expectedLength;
    private uint _length;

    /// <summary>Creates the stream.</summary>
    /// <param name="file">The packed file; closed with this stream.</param>
    /// <param name="path">Its name in messages.</param>
    public GzipFileStream(FileStream file, string path)
    {
        _path = path;

        // RFC 1952: the last four bytes hold the unpacked length modulo 2^32.
        Span<byte> length = stackalloc byte[sizeof(uint)];
        file.Seek(Math.Max(0, file.Length - length.Length), SeekOrigin.Begin);
        _ = file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false);
        file.Position = 0;
        _expectedLength = BinaryPrimitives.ReadUInt32LittleEndian(length);
        _unpacked = new GZipStream(file, CompressionMode.Decompress);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="DataFormatException">The file is damaged or ends too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _unpacked.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message, e);
        }

        _length = unchecked(_length + (uint)read);
        return read > 0 || buffer.IsEmpty || _length == _expectedLength
            ? read
            : throw Damaged($"{_length} bytes were unpacked, but the file's end says {_expectedLength} (both modulo 2^32).", cause: null);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }

        base.Dispose(disposing);
    }

    private DataFormatException Damaged(string what, Exception? cause) =>
        new($"'{_path}' is a damaged or incomplete gzip file: {what} Expected one whole gzip stream; copy or download the file again, or repack it if it was joined of several.", cause);
}
