using SraCl.Training.Statistics;

namespace SraCl.Training.Tests.Statistics;

public sealed class PairedTTestTests
{
    // t = 2.4917554472 with 7 degrees of freedom; the p-value by mpmath 1.3.
    [Fact]
    public void PValue_FewCases_EqualsGoldenValue()
    {
        double[] first = [.9, .8, .4, .7, .6, .95, .3, .85];
        double[] second = [.5, .7, .45, .3, .6, .2, .25, .6];

        Assert.Equal(0.041489820191705797, PairedTTest.PValue(first, second), 12);
        Assert.Equal(0.041489820191705797, PairedTTest.PValue(second, first), 12);
    }

    [Fact]
    public void PValue_SameResults_IsOne() => Assert.Equal(1, PairedTTest.PValue([.5, .2, 1], [.5, .2, 1]));

    [Fact]
    public void PValue_SameDifferenceEverywhere_IsZero() => Assert.Equal(0, PairedTTest.PValue([.3, .3, .3], [.2, .2, .2]));

    [Fact]
    public void PValue_OneCase_Throws() =>
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => PairedTTest.PValue([1], [0])).Message, StringComparison.Ordinal);
}
