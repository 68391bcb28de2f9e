using SraCl.Cli.Pages;

namespace SraCl.Cli.Tests.Pages;

public sealed class AxisTicksTests
{
    [Theory]
    [InlineData(0.0, 1.0, 5, 0.0, 0.5, 1.0)]
    [InlineData(0.0, 0.043, 5, 0.0, 0.02, 0.04, 0.06)]
    [InlineData(6.21, 8.93, 5, 6.0, 7.0, 8.0, 9.0)]
    [InlineData(-1.0, 1.0, 3, -1.0, 0.0, 1.0)]
    [InlineData(3.0, 3.0, 5, 2.7, 3.0, 3.3)]
    [InlineData(0.0, 0.0, 5, -1.0, 0.0, 1.0)]
    public void Create_Values_EnclosesThemInRoundSteps(double least, double largest, int wanted, params double[] expected)
    {
        double[] ticks = AxisTicks.Create(least, largest, wanted);

        Assert.Equal(expected.Length, ticks.Length);
        Assert.All(expected.Zip(ticks), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [InlineData(1.0, 46.0, 5, 20.0, 40.0)]
    [InlineData(1.0, 3.0, 5, 1.0, 2.0, 3.0)]
    [InlineData(1.0, 1.0, 5, 1.0)]
    public void Create_Whole_StaysInsideOnWholeNumbers(double least, double largest, int wanted, params double[] expected) =>
        Assert.Equal(expected, AxisTicks.Create(least, largest, wanted, whole: true));
}
