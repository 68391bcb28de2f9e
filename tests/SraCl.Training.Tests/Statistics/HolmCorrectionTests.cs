using SraCl.Training.Statistics;

namespace SraCl.Training.Tests.Statistics;

public sealed class HolmCorrectionTests
{
    [Fact]
    public void Adjust_SeveralTests_MultipliesStepByStep() =>
        Assert.Equal([0.03, 0.06, 0.06, 0.02], HolmCorrection.Adjust([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));

    [Fact]
    public void Adjust_LargeValues_StayProbabilities() => Assert.Equal([1, 1, 1], HolmCorrection.Adjust([0.5, 0.9, 0.4]));

    [Fact]
    public void Adjust_OneTest_StaysAsItIs() => Assert.Equal([0.04], HolmCorrection.Adjust([0.04]));

    [Fact]
    public void Adjust_NoTest_IsEmpty() => Assert.Empty(HolmCorrection.Adjust([]));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void Adjust_NoProbability_Throws(double p) => Assert.Throws<ArgumentException>(() => HolmCorrection.Adjust([0.1, p]));
}
