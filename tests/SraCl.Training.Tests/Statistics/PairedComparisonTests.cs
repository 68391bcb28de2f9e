using SraCl.Training.Statistics;

namespace SraCl.Training.Tests.Statistics;

public sealed class PairedComparisonTests
{
    [Fact]
    public void Create_TwoModels_HasEachFigureAsItsTestGivesIt()
    {
        double[] first = [.9, .8, .4, .7, .6, .95, .3, .85];
        double[] second = [.5, .7, .45, .3, .6, .2, .25, .6];

        var comparison = PairedComparison.Create(first, second, level: 0.9, seed: 4);

        Assert.Equal(first.Average(), comparison.First, 12);
        Assert.Equal(second.Average(), comparison.Second, 12);
        Assert.Equal(first.Average() - second.Average(), comparison.Difference, 12);
        Assert.Equal(PairedBootstrap.Interval(first, second, 0.9, seed: 4), comparison.Interval);
        Assert.Equal(PairedTTest.PValue(first, second), comparison.TTest);
        Assert.Equal(WilcoxonSignedRankTest.PValue(first, second), comparison.Wilcoxon);
        Assert.Equal(PairedRandomizationTest.PValue(first, second, seed: 4), comparison.Randomization);
    }
}
