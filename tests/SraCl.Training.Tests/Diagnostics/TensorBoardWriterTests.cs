using System.Buffers.Binary;
using System.Text;
using SraCl.Training.Checkpoints;
using SraCl.Training.Diagnostics;
using SraCl.Training.Fitting;
using SraCl.Training.Tests.Checkpoints;

namespace SraCl.Training.Tests.Diagnostics;

public sealed class TensorBoardWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>The vectors of RFC 3720, appendix B.4, and the check value of the CRC catalogues; masked as TFRecord says.</summary>
    [Theory]
    [InlineData("313233343536373839", 0xE3069283)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AA)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43)]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", 0x46DD794E)]
    [InlineData("", 0)]
    public void MaskedCrc_KnownVectors_AreRight(string hex, uint crc)
    {
        byte[] bytes = Convert.FromHexString(hex);

        Assert.Equal(crc, SlowCrc(bytes));
        Assert.Equal(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u), TensorBoardRecord.MaskedCrc(bytes));
    }

    [Fact]
    public void AddScalar_Numbers_AreReadBack()
    {
        using (var writer = new TensorBoardWriter(_directory.Path))
        {
            writer.AddScalar("a/b", 0.5, 0);
            writer.AddScalar("größe", -1e30, 300);
            writer.AddScalar("a/b", double.NaN, long.MaxValue);
        }

        List<Event> events = Read(Assert.Single(Directory.GetFiles(_directory.Path)));

        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.Equal([("a/b", 0.5f, 0L), ("größe", -1e30f, 300L), ("a/b", float.NaN, long.MaxValue)], events.Skip(1).Select(each => (each.Tag!, each.Value, each.Step)));
        Assert.All(events, each => Assert.InRange(each.WallTime, 1.7e9, 1e11));
        Assert.Contains(".out.tfevents.", Directory.GetFiles(_directory.Path)[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Run_WritesLossesAndMetricsOnOneAxis()
    {
        TrainingResult result;
        using (var writer = new TensorBoardWriter(_directory.Path, stepsBetween: 4))
        {
            result = new CheckpointScene().Run(checkpoints: null, null, writer);
        }

        List<Event> events = Read(Assert.Single(Directory.GetFiles(_directory.Path)));
        const int All = CheckpointScene.Steps * CheckpointScene.Epochs;
        Assert.Equal(Enumerable.Range(1, All / 4).Select(step => 4L * step), events.Where(each => each.Tag is "step/loss").Select(each => each.Step));
        Assert.Equal(All / 4, events.Count(each => each.Tag is "step/loss/projected cycle"));
        Assert.Equal(
            result.Epochs.Select(epoch => ((long)(epoch.Epoch * CheckpointScene.Steps), (float)epoch.Loss)),
            events.Where(each => each.Tag is "epoch/loss").Select(each => (each.Step, each.Value)));
        Assert.Equal(
            result.Epochs.Select(epoch => (float)epoch.Validation.Metrics["HR@5"]), events.Where(each => each.Tag is "validation/HR@5").Select(each => each.Value));
        Assert.DoesNotContain(events, each => each.IsRestart);
    }

    [Fact]
    public void Fit_ResumedRun_AddsAFileThatDiscardsWhatIsDoneAgain()
    {
        var options = new CheckpointOptions { Directory = _directory.File("checkpoints"), Interval = TimeSpan.FromHours(1) };
        string board = _directory.File("board");
        using (var writer = new TensorBoardWriter(board))
        {
            new CheckpointScene().Run(options, now => now is { Epoch: 2, Step: 5 }, writer);
        }

        using (var writer = new TensorBoardWriter(board))
        {
            new CheckpointScene().Run(options with { Resume = CheckpointResume.Required }, null, writer);
        }

        string[] files = [.. Directory.GetFiles(board).Order(StringComparer.Ordinal)];
        Assert.Equal(2, files.Length);
        Event restart = Read(files[1])[1];
        Assert.True(restart.IsRestart);
        Assert.Equal(CheckpointScene.Steps + 6, restart.Step);
    }

    [Fact]
    public void Create_BelowAFile_NamesDirectory()
    {
        File.WriteAllText(_directory.File("file"), string.Empty);

        SraClException error = Assert.Throws<SraClException>(() => new TensorBoardWriter(_directory.File(Path.Combine("file", "board"))));

        Assert.Contains(_directory.File("file"), error.Message, StringComparison.Ordinal);
    }

    /// <summary>CRC-32C bit by bit, from its definition.</summary>
    private static uint SlowCrc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }

    /// <summary>Reads an event file by the descriptions of TFRecord and event.proto, with every checksum.</summary>
    private static List<Event> Read(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var events = new List<Event>();
        while (!bytes.IsEmpty)
        {
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            AssertCrc(bytes[..8], bytes[8..]);
            ReadOnlySpan<byte> message = bytes.Slice(12, length);
            AssertCrc(message, bytes[(12 + length)..]);
            events.Add(ReadEvent(message));
            bytes = bytes[(16 + length)..];
        }

        return events;

        static void AssertCrc(ReadOnlySpan<byte> data, ReadOnlySpan<byte> stored)
        {
            uint crc = SlowCrc(data);
            Assert.Equal(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u), BinaryPrimitives.ReadUInt32LittleEndian(stored));
        }
    }

    private static Event ReadEvent(ReadOnlySpan<byte> message)
    {
        var read = new Event();
        while (!message.IsEmpty)
        {
            (int field, ulong number) = ReadField(ref message, out ReadOnlySpan<byte> contents);
            switch (field)
            {
                case 1:
                    read.WallTime = BitConverter.UInt64BitsToDouble(number);
                    break;
                case 2:
                    read.Step = (long)number;
                    break;
                case 3:
                    read.Version = Encoding.UTF8.GetString(contents);
                    break;
                case 5:
                    Assert.Equal(1, ReadField(ref contents, out ReadOnlySpan<byte> value).Field);
                    Assert.True(contents.IsEmpty);
                    while (!value.IsEmpty)
                    {
                        (int part, ulong bits) = ReadField(ref value, out ReadOnlySpan<byte> text);
                        (read.Tag, read.Value) = part == 1 ? (Encoding.UTF8.GetString(text), read.Value) : (read.Tag, BitConverter.UInt32BitsToSingle((uint)bits));
                    }

                    break;
                case 7:
                    read.IsRestart = ReadField(ref contents, out _) == (1, 1ul);
                    break;
                default:
                    Assert.Fail($"Field {field} is not expected.");
                    break;
            }
        }

        return read;
    }

    private static (int Field, ulong Number) ReadField(ref ReadOnlySpan<byte> message, out ReadOnlySpan<byte> contents)
    {
        ulong key = ReadVarint(ref message);
        contents = default;
        ulong number = 0;
        switch (key & 7)
        {
            case 0:
                number = ReadVarint(ref message);
                break;
            case 1:
                number = BinaryPrimitives.ReadUInt64LittleEndian(message);
                message = message[8..];
                break;
            case 2:
                int length = (int)ReadVarint(ref message);
                contents = message[..length];
                message = message[length..];
                break;
            case 5:
                number = BinaryPrimitives.ReadUInt32LittleEndian(message);
                message = message[4..];
                break;
            default:
                Assert.Fail($"Wire type {key & 7} is not expected.");
                break;
        }

        return ((int)(key >> 3), number);
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[0];
            message = message[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private sealed record Event
    {
        public double WallTime { get; set; }

        public long Step { get; set; }

        public string? Version { get; set; }

        public string? Tag { get; set; }

        public float Value { get; set; }

        public bool IsRestart { get; set; }
    }
}
