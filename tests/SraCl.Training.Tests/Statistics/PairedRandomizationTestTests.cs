using SraCl.Training.Statistics;

namespace SraCl.Training.Tests.Statistics;

public sealed class PairedRandomizationTestTests
{
    [Fact]
    public void PValue_FewCases_ComesCloseToAllExchanges()
    {
        double[] first = [.9, .8, .4, .7, .6, .95, .3, .85];
        double[] second = [.5, .7, .45, .3, .6, .2, .25, .6];

        double p = PairedRandomizationTest.PValue(first, second, rounds: 200_000);

        // The standard deviation of a share near 0.03 over 200,000 draws is 0.0004.
        Assert.Equal(AllExchanges(first, second), p, 0.002);
    }

    [Fact]
    public void PValue_SameResults_IsOne() => Assert.Equal(1, PairedRandomizationTest.PValue([.5, .2, 1], [.5, .2, 1], rounds: 100));

    [Fact]
    public void PValue_ClearDifference_IsTheSmallestPossible()
    {
        double[] first = Enumerable.Repeat(1.0, 200).ToArray();
        double[] second = new double[200];

        Assert.Equal(1 / 1001.0, PairedRandomizationTest.PValue(first, second, rounds: 1000));
    }

    [Fact]
    public void PValue_Exchanged_IsTheSame()
    {
        double[] first = [.9, .8, .4, .7];
        double[] second = [.5, .7, .45, .3];

        Assert.Equal(PairedRandomizationTest.PValue(first, second, seed: 3), PairedRandomizationTest.PValue(second, first, seed: 3));
    }

    [Fact]
    public void PValue_DifferentCases_Throws() =>
        Assert.Contains("got 2 and 1 results", Assert.Throws<ArgumentException>(() => PairedRandomizationTest.PValue([1, 0], [1])).Message, StringComparison.Ordinal);

    private static double AllExchanges(double[] first, double[] second)
    {
        double actual = Math.Abs(first.Zip(second, (a, b) => a - b).Sum());
        int atLeast = 0;
        for (int signs = 0; signs < 1 << first.Length; signs++)
        {
            double sum = first.Zip(second).Select((pair, i) => ((signs >> i) & 1) == 0 ? pair.First - pair.Second : pair.Second - pair.First).Sum();
            atLeast += Math.Abs(sum) >= actual - 1e-12 ? 1 : 0;
        }

        return atLeast / (double)(1 << first.Length);
    }
}
