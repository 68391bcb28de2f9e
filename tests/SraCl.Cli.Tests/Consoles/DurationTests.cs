using SraCl.Cli.Consoles;

namespace SraCl.Cli.Tests.Consoles;

public sealed class DurationTests
{
    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(125, "2:05 min")]
    [InlineData(90061, "25:01:01 h")]
    public void Text_Time_IsReadable(double seconds, string expected) => Assert.Equal(expected, Duration.Text(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Left_NothingOrUnknown_IsEmpty()
    {
        Assert.Equal(string.Empty, Duration.Left(null));
        Assert.Equal(string.Empty, Duration.Left(TimeSpan.Zero));
        Assert.Equal(", at most 2.0 s left", Duration.Left(TimeSpan.FromSeconds(2)));
    }

    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("30s", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("5M", 300)]
    [InlineData("2h", 7200)]
    [InlineData("0s", 0)]
    public void Parse_NumberAndUnit_IsThatTime(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse("--every", text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 minutes")]
    [InlineData("-5s")]
    [InlineData("1e9h")]
    [InlineData("99999999999h")]
    public void Parse_SomethingElse_NamesTheOption(string text) =>
        Assert.Contains($"--every is '{text}'", Assert.Throws<SraClException>(() => Duration.Parse("--every", text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(300, "5m")]
    [InlineData(30, "30s")]
    [InlineData(0, "0s")]
    public void Short_Time_IsWhatParseReads(int seconds, string expected) => Assert.Equal(expected, Duration.Short(TimeSpan.FromSeconds(seconds)));
}
