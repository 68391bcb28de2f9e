using SraCl.Training.Data;

namespace SraCl.Training.Tests.Data;

public class ReadReportTests
{
    [Fact]
    public void Reject_ManyRows_CountsAllAndKeepsTwentyMessages()
    {
        var report = new ReadReport("f", maxBadRowShare: 1);
        report.Accept();
        for (int line = 1; line <= 150; line++)
        {
            report.Reject(line, "bad");
        }

        Assert.Equal(150, report.BadRows);
        Assert.Equal(Enumerable.Range(1, 20).Select(line => $"line {line}: bad"), report.Messages);
    }

    [Fact]
    public void Reject_HundredBadRowsBeforeAGoodOne_FailsAtOnce()
    {
        var report = new ReadReport("f", maxBadRowShare: 1);
        for (int line = 1; line < 100; line++)
        {
            report.Reject(line, "bad");
        }

        var exception = Assert.Throws<DataFormatException>(() => report.Reject(100, "bad"));

        Assert.Contains("none of its first 100 rows could be read. Line 1: bad", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99, 1, false)]
    [InlineData(98, 2, true)]
    [InlineData(0, 1, true)]
    [InlineData(0, 0, true)]
    public void Complete_ShareOfBadRows_DecidesOverFailure(int good, int bad, bool fails)
    {
        var report = new ReadReport("f");
        for (int i = 0; i < good; i++)
        {
            report.Accept();
        }

        for (int i = 0; i < bad; i++)
        {
            report.Reject(good + i + 1, "bad");
        }

        Exception? exception = Record.Exception(() => report.Complete("rows"));

        Assert.Equal(fails, exception is DataFormatException);
    }

    [Fact]
    public void Complete_TooManyBadRows_NamesSharesRowsAndCure()
    {
        var report = new ReadReport("f");
        report.Accept();
        report.Reject(2, "bad");

        var exception = Assert.Throws<DataFormatException>(() => report.Complete("rows"));

        Assert.Equal(
            "'f' has 1 unreadable rows of 2 (50 %, at most 1 % allowed). Line 2: bad Mend the file, or raise MaxBadRowShare to skip such rows.",
            exception.Message);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Constructor_ShareOutOfRange_Throws(double share) => Assert.Throws<ArgumentOutOfRangeException>(() => new ReadReport("f", share));
}
