using SraCl.Training.Data;
using static SraCl.Training.Tests.Data.Reading;

namespace SraCl.Training.Tests.Data;

public class UserItemReaderTests
{
    private readonly UserItemReader _reader = new();

    [Fact]
    public void Read_SpacesTabsBlankLinesAndLineBreaksOfWindows_GivesPairsWithLineNumbers()
    {
        List<Row> rows = _reader.Rows("1 2\r\n\r\n  u\t zoë \r\n99999999999999999999 0\n1 3");

        Assert.Equal(
            [new Row("1", "2", Line: 1), new Row("u", "zoë", Line: 3), new Row("99999999999999999999", "0", Line: 4), new Row("1", "3", Line: 5)],
            rows);
    }

    [Fact]
    public void Read_ByteOrderMark_IsNotPartOfTheFirstId() => Assert.Equal("1", Assert.Single(_reader.Rows("\uFEFF1 2")).User);

    [Theory]
    [InlineData("1 -5", "negative number")]
    [InlineData("-1 5", "negative number")]
    [InlineData("17", "one part")]
    [InlineData("1 2 3", "more than two parts")]
    public void Read_BadRow_IsReportedWithLineAndValue(string line, string problem)
    {
        List<Row> rows = _reader.Rows($"1 2\n{line}\n1 3", out ReadReport report);

        Assert.Equal(["2", "3"], rows.Select(row => row.Item));
        Assert.Equal(1, report.BadRows);
        string message = Assert.Single(report.Messages);
        Assert.StartsWith($"line 2: '{line}'", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 2\r1 3", 0x000D)]
    [InlineData("1 a\u0001", 0x0001)]
    [InlineData("1 2\u00A0", 0x00A0)]
    [InlineData("1\u2028 2", 0x2028)]
    public void Read_OtherWhiteSpaceOrControlCharacters_AreABadRow(string line, int character)
    {
        List<Row> rows = _reader.Rows($"1 2\n{line} 3\n1 3", out ReadReport report);

        Assert.Equal(["2", "3"], rows.Select(row => row.Item));
        Assert.Contains($"has the character U+{character:X4}", Assert.Single(report.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TextIdThatBeginsWithAMinus_IsAnId() => Assert.Equal("-abc", Assert.Single(_reader.Rows("u -abc")).Item);

    [Fact]
    public void Read_BytesThatAreNotUtf8_AreABadRow()
    {
        List<Row> rows = _reader.Rows([.. "1 2\n"u8, (byte)'3', (byte)' ', 0xFF, (byte)'\n'], out ReadReport report);

        Assert.Single(rows);
        Assert.Equal("line 2: is not valid UTF-8; save the file as UTF-8.", Assert.Single(report.Messages));
    }

    [Fact]
    public void Read_LinesLongerThanTheBuffer_AreWhole()
    {
        string user = new('u', 200_000);
        string item = new('i', 300_000);

        Assert.Equal([new Row("a", "b", Line: 1), new Row(user, item, Line: 2), new Row("c", "d", Line: 3)], _reader.Rows($"a b\n{user} {item}\nc d\n"));
    }

    [Fact]
    public void Read_ManyLines_LosesNoneAtBufferBoundaries()
    {
        string text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i} {i * 7}\n"));

        List<Row> rows = _reader.Rows(text);

        Assert.Equal(Enumerable.Range(0, 50_000).Select(i => new Row($"{i}", $"{i * 7}", Line: i + 1)), rows);
    }

    [Fact]
    public void Read_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => _reader.Read(new MemoryStream("1 2"u8.ToArray()), new ReadReport("x"), source.Token).Count());
    }
}
