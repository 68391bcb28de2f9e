using System.Text;
using SraCl.Files;

namespace SraCl.Abstractions.Tests.Files;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\n", "1:a")]
    [InlineData("a\r\n\n b \r\nc", "1:a|2:|3: b |4:c")]
    [InlineData("\uFEFFa\n\uFEFFb", "1:a|2:\uFEFFb")]
    public void TryRead_Lines_HaveNumbersAndNoBreaks(string text, string lines) => Assert.Equal(lines, string.Join('|', Read(text)));

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("a\nb\n", 2)]
    public void Number_AtTheEnd_IsThatOfTheLastLine(string text, long number)
    {
        var reader = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test.txt");
        while (reader.TryRead(out _))
        {
        }

        Assert.False(reader.TryRead(out ReadOnlyMemory<byte> none));
        Assert.True(none.IsEmpty);
        Assert.Equal(number, reader.Number);
    }

    [Fact]
    public void TryRead_LinesLongerThanTheBuffer_AreWhole()
    {
        string[] lines = [.. Enumerable.Range(1, 20).Select(i => new string((char)('a' + i), i * 30_011))];

        Assert.Equal(lines.Select((line, index) => $"{index + 1}:{line}"), Read(string.Join('\n', lines)));
    }

    [Fact]
    public void TryRead_NoLineBreakInSight_GivesUp()
    {
        var lines = new LineReader(new EndlessStream(), "noise.bin");

        Assert.StartsWith("'noise.bin', line 1: longer than 64 MiB.", Assert.Throws<DataFormatException>(() => lines.TryRead(out _)).Message, StringComparison.Ordinal);
    }

    private static List<string> Read(string text)
    {
        var reader = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test.txt");
        var lines = new List<string>();
        while (reader.TryRead(out ReadOnlyMemory<byte> line))
        {
            lines.Add($"{reader.Number}:{Encoding.UTF8.GetString(line.Span)}");
        }

        return lines;
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'x');
            return buffer.Length;
        }
    }
}
