using SraCl.Training.Data;
using static SraCl.Training.Tests.Data.Reading;

namespace SraCl.Training.Tests.Data;

public class DelimitedReaderTests
{
    [Theory]
    [InlineData("user_id,item_id,timestamp,rating")]
    [InlineData("userId,movieId,timestamp,rating")]
    [InlineData("reviewerID,asin,unixReviewTime,overall")]
    [InlineData("user_id,business_id,date,stars")]
    public void Read_UsualColumnNames_AreFound(string header)
    {
        Assert.Equal([new Row("u", "i", 12, 4.5, 2)], DelimitedReader.Csv.Rows($"{header}\nu,i,12,4.5\n"));
    }

    [Fact]
    public void Read_NamedColumnsInAnyOrder_AreTaken()
    {
        var reader = new DelimitedReader(new DelimitedOptions { Delimiter = ";", User = "who", Item = "what", Time = "when", Rating = "how" });

        Assert.Equal([new Row("u", "i", 7, null, 2)], reader.Rows("what;x;when;how;who\ni;9;7;;u\n"));
    }

    [Fact]
    public void Read_QuotedFields_MayHoldDelimitersQuotesAndLineBreaks()
    {
        List<Row> rows = DelimitedReader.Csv.Rows("user,text,item\n\"a,b\",\"two\nlines\",\"say \"\"hi\"\"\"\nu,x,i\n");

        Assert.Equal([("a,b", "say \"hi\""), ("u", "i")], rows.Select(row => (row.User, row.Item)));
    }

    [Fact]
    public void Read_NoHeaderLine_TakesTheNamesGiven()
    {
        var reader = new DelimitedReader(new DelimitedOptions { Delimiter = "::", Header = ["user", "item", "rating", "time"] });

        Assert.Equal([new Row("1", "1193", 978300760, 5, 1), new Row("1", "661", 978302109, 3, 2)], reader.Rows("1::1193::5::978300760\n1::661::3::978302109\n"));
    }

    [Theory]
    [InlineData("978300760", 978300760)]
    [InlineData("978300760.9", 978300760)]
    [InlineData("-1.5", -2)]
    [InlineData("1.5e3", 1500)]
    [InlineData("1970-01-02", 86400)]
    [InlineData("2019-12-31 23:59:59", 1577836799)]
    [InlineData("2019-12-31T23:59:59Z", 1577836799)]
    [InlineData("2020/01/01 01:00:00 +01:00", 1577836800)]
    public void Read_TimeAsNumberOrDate_IsUnderstood(string text, long expected)
    {
        Assert.Equal(expected, Assert.Single(DelimitedReader.Csv.Rows($"user,item,time\nu,i,{text}\n")).Time);
    }

    [Theory]
    [InlineData("u,i", "has 2 fields; expected 4")]
    [InlineData("u,i,1,2,3", "has 5 fields; expected 4")]
    [InlineData(",i,1,2", "the user id is empty")]
    [InlineData("u, ,1,2", "the item id is empty")]
    [InlineData("u,i,03/04/2019,2", "'03/04/2019' is not a time")]
    [InlineData("u,i,,2", "'' is not a time")]
    [InlineData("u,i,1e300,2", "'1e300' is not a time")]
    [InlineData("u,i,1,good", "'good' is not a rating")]
    [InlineData("u,i,1,NaN", "'NaN' is not a rating")]
    [InlineData("a\"b,i,1,2", "misplaced quotation mark")]
    public void Read_BadRow_IsReportedWithItsLine(string line, string problem)
    {
        List<Row> rows = DelimitedReader.Csv.Rows($"user,item,time,rating\nv,j,1,1\n{line}\nv,k,2,2\n", out ReadReport report);

        Assert.Equal(["j", "k"], rows.Select(row => row.Item));
        string message = Assert.Single(report.Messages);
        Assert.StartsWith("line 3: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_IdThatIsNotUtf8_IsABadRow(int column)
    {
        byte[] row = column == 0 ? [(byte)'c', 0xE9, (byte)',', (byte)'i'] : [(byte)'u', (byte)',', (byte)'c', 0xE9];

        List<Row> rows = DelimitedReader.Csv.Rows([.. "user,item\nv,é\n"u8, .. row, .. "\n"u8], out ReadReport report);

        Assert.Equal(["é"], rows.Select(read => read.Item));
        Assert.Contains("is not valid UTF-8", Assert.Single(report.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingNamedColumn_FailsWithTheHeader()
    {
        var reader = new DelimitedReader(new DelimitedOptions { Time = "when" });

        var exception = Assert.Throws<DataFormatException>(() => reader.Rows("user,item,time\nu,i,1\n"));

        Assert.Equal("'test.txt': missing column 'when'; the header has: user, item, time.", exception.Message);
    }

    [Fact]
    public void Read_NoHeaderWhereOneIsExpected_FailsWithTheCure()
    {
        var exception = Assert.Throws<DataFormatException>(() => DelimitedReader.Csv.Rows("A39H,0205616461,5.0,1369699200\n"));

        Assert.Contains("no column of user ids", exception.Message, StringComparison.Ordinal);
        Assert.Contains("A39H, 0205616461", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Header", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_QuotationMarkThatNobodyCloses_FailsWithTheCure()
    {
        string text = "user,item\nu,\"i\n" + string.Concat(Enumerable.Repeat("u,some-item\n", 100_000));

        var exception = Assert.Throws<DataFormatException>(() => DelimitedReader.Csv.Rows(text));

        Assert.Contains("quotation mark is not closed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotQuoted_TakesQuotationMarksAsText()
    {
        var reader = new DelimitedReader(new DelimitedOptions { Quoted = false });

        Assert.Equal("\"i", Assert.Single(reader.Rows("user,item\nu,\"i\n")).Item);
    }

    [Fact]
    public void Read_HeaderOnly_FailsBecauseThereAreNoRows()
    {
        Assert.Contains("has no rows", Assert.Throws<DataFormatException>(() => DelimitedReader.Csv.Rows("user,item\n")).Message, StringComparison.Ordinal);
        Assert.Contains("is empty", Assert.Throws<DataFormatException>(() => DelimitedReader.Csv.Rows("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RecBole_DropsTheTypesFromTheHeader()
    {
        List<Row> rows = DelimitedReader.RecBole.Rows("user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\nu\t\"i\t4\t881250950.0\n");

        Assert.Equal([new Row("196", "242", 881250949, 3, 2), new Row("u", "\"i", 881250950, 4, 3)], rows);
    }

    [Fact]
    public void Constructor_EmptyDelimiter_Fails() =>
        Assert.Contains("Delimiter is empty", Assert.Throws<SraClException>(() => new DelimitedReader(new DelimitedOptions { Delimiter = "" })).Message, StringComparison.Ordinal);
}
