using SraCl.Cli.Runs;

namespace SraCl.Cli.Tests.Runs;

public sealed class MedianTests
{
    [Theory]
    [InlineData(3.0, 3.0)]
    [InlineData(1.5, 2.0, 1.0)]
    [InlineData(2.0, 9.0, 1.0, 2.0)]
    [InlineData(2.5, 9.0, 1.0, 2.0, 3.0)]
    public void Of_Values_IsTheMiddle(double expected, params double[] values) => Assert.Equal(expected, Median.Of(values));
}
