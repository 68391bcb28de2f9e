using SraCl.Training.Statistics;

namespace SraCl.Training.Tests.Statistics;

public sealed class WilcoxonSignedRankTestTests
{
    [Theory]
    [InlineData(1, 2, 3, 4, 5, 6)]
    [InlineData(1, -2, 3, 4, -5, 6, 7)]
    [InlineData(-1, -2, -3, 4)]
    [InlineData(1, 1, -1, 2, 2, 2, -3, 5)]
    [InlineData(0, 0, 3, -1, 1, 0, 2, 2)]
    [InlineData(1)]
    public void PValue_FewCases_EqualsAllSigns(params int[] differences)
    {
        double[] first = [.. differences.Select(difference => difference / 8.0)];
        double[] second = new double[first.Length];

        Assert.Equal(AllSigns(differences), WilcoxonSignedRankTest.PValue(first, second), 12);
        Assert.Equal(AllSigns(differences), WilcoxonSignedRankTest.PValue(second, first), 12);
    }

    // 58 differing cases in eleven groups of equal ones: z = 2.3554993843; the p-value by mpmath 1.3.
    [Fact]
    public void PValue_ManyCases_EqualsNormalApproximationWithCorrections()
    {
        double[] first = [.. Enumerable.Range(0, 64).Select(i => ((i * 37 % 11) - 4) / 8.0)];

        Assert.Equal(0.018497827692446725, WilcoxonSignedRankTest.PValue(first, new double[64]), 12);
    }

    [Fact]
    public void PValue_AboutTheLimitOfExactness_Agree()
    {
        // The 51st is the smallest, so that it hardly matters.
        double[] differences = [.. Enumerable.Range(1, 51).Select(i => (i % 5 is 0 or 3 ? -1 : 1) * (52.0 - i))];

        double exact = WilcoxonSignedRankTest.PValue(differences.AsSpan(0, 50), new double[50]);
        double approximate = WilcoxonSignedRankTest.PValue(differences, new double[51]);

        Assert.InRange(exact, 0.05, 0.9);
        Assert.Equal(exact, approximate, 0.02);
    }

    [Fact]
    public void PValue_SameResults_IsOne() => Assert.Equal(1, WilcoxonSignedRankTest.PValue([.5, .2], [.5, .2]));

    [Fact]
    public void PValue_DifferencesThatOnlyRoundingTellsApart_AreTies() =>
        Assert.Equal(WilcoxonSignedRankTest.PValue([1, 1, 2, -1], new double[4]), WilcoxonSignedRankTest.PValue([.1, .3 - .2, .2, .2 - .3], new double[4]), 12);

    [Fact]
    public void PValue_DifferentCases_Throws() => Assert.Throws<ArgumentException>(() => WilcoxonSignedRankTest.PValue([1, 0], [1]));

    private static double AllSigns(int[] differences)
    {
        int[] differing = [.. differences.Where(difference => difference != 0)];
        double[] ranks = [.. differing.Select(own => differing.Count(other => Math.Abs(other) < Math.Abs(own)) + ((differing.Count(other => Math.Abs(other) == Math.Abs(own)) + 1) / 2.0))];
        double actual = differing.Zip(ranks).Where(pair => pair.First > 0).Sum(pair => pair.Second);
        double mean = ranks.Sum() / 2;
        int atLeast = 0;
        for (int signs = 0; signs < 1 << differing.Length; signs++)
        {
            double sum = ranks.Where((_, i) => ((signs >> i) & 1) == 1).Sum();
            atLeast += Math.Abs(sum - mean) >= Math.Abs(actual - mean) ? 1 : 0;
        }

        return atLeast / (double)(1 << differing.Length);
    }
}
