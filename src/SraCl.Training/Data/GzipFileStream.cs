using System.Buffers.Binary;
using System.IO.Compression;

namespace SraCl.Training.Data;

/// <summary>Unpacks a gzip file and notices when it was cut off, which <see cref="GZipStream"/> takes for its end.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class GzipFileStream : Stream
{
    private readonly GZipStream _unpacked;
    private readonly uint _expectedLength;
    private uint _length;

    /// <summary>Creates the stream.</summary>
    /// <param name="file">The packed file at its beginning; closed with this stream.</param>
    public GzipFileStream(FileStream file)
    {
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
    /// <exception cref="InvalidDataException">The file is damaged or ends too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = _unpacked.Read(buffer);
        _length = unchecked(_length + (uint)read);
        return read > 0 || buffer.IsEmpty || _length == _expectedLength
            ? read
            : throw new InvalidDataException($"{_length} bytes were unpacked, but the file's end says {_expectedLength} (both modulo 2^32).");
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
}
