using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace SraCl.Training.Diagnostics;

/// <summary>Makes the records of TensorBoard's event files: TFRecord framing around the few fields of the protocol buffer <c>tensorflow.Event</c> that scalars need.</summary>
internal static class TensorBoardRecord
{
    // Field number << 3 | wire type: 0 a varint, 1 eight bytes, 2 a length and as many bytes, 5 four bytes.
    private const byte WallTime = (1 << 3) | 1;
    private const byte Step = (2 << 3) | 0;
    private const byte FileVersion = (3 << 3) | 2;
    private const byte Summary = (5 << 3) | 2;
    private const byte SessionLog = (7 << 3) | 2;
    private const byte SummaryValue = (1 << 3) | 2;
    private const byte ValueTag = (1 << 3) | 2;
    private const byte ValueSimple = (2 << 3) | 5;
    private const byte SessionStatus = (1 << 3) | 0;
    private const byte SessionStart = 1;

    /// <summary>Makes the first record of a file.</summary>
    public static byte[] Version(double wallTime) => Frame(Event(wallTime, 0, FileVersion, "brain.Event:2"u8));

    /// <summary>Makes the record that makes readers forget what earlier files say from a step on.</summary>
    public static byte[] Restart(double wallTime, long step) => Frame(Event(wallTime, step, SessionLog, [SessionStatus, SessionStart]));

    /// <summary>Makes the record of a number.</summary>
    public static byte[] Scalar(double wallTime, long step, string tag, float value)
    {
        using var message = new MemoryStream();
        WriteBytes(message, ValueTag, Encoding.UTF8.GetBytes(tag));
        message.WriteByte(ValueSimple);
        Span<byte> number = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(number, value);
        message.Write(number);
        byte[] entry = message.ToArray();
        message.SetLength(0);
        WriteBytes(message, SummaryValue, entry);
        return Frame(Event(wallTime, step, Summary, message.ToArray()));
    }

    /// <summary>Computes the checksum that TFRecord wants: CRC-32C, rotated and shifted so that a checksum of checksums is not weak.</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    private static byte[] Event(double wallTime, long step, byte field, ReadOnlySpan<byte> contents)
    {
        using var message = new MemoryStream();
        message.WriteByte(WallTime);
        Span<byte> number = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(number, wallTime);
        message.Write(number);
        message.WriteByte(Step);
        WriteVarint(message, (ulong)step);
        WriteBytes(message, field, contents);
        return message.ToArray();
    }

    /// <summary>Length, its checksum, the message, its checksum.</summary>
    private static byte[] Frame(byte[] message)
    {
        const int Head = sizeof(ulong) + sizeof(uint);
        var record = new byte[Head + message.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), MaskedCrc(record.AsSpan(0, sizeof(ulong))));
        message.CopyTo(record, Head);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(Head + message.Length), MaskedCrc(message));
        return record;
    }

    private static void WriteBytes(MemoryStream message, byte field, ReadOnlySpan<byte> bytes)
    {
        message.WriteByte(field);
        WriteVarint(message, (ulong)bytes.Length);
        message.Write(bytes);
    }

    private static void WriteVarint(MemoryStream message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            message.WriteByte((byte)(value | 0x80));
        }

        message.WriteByte((byte)value);
    }
}
