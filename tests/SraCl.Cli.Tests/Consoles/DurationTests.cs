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
}
