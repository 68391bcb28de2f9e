namespace SraCl.Training.Statistics;

/// <summary>Wilcoxon's signed-rank test: whether the differences of two models on the same cases lie symmetrically about zero.</summary>
/// <remarks>
/// Wilcoxon, "Individual comparisons by ranking methods", Biometrics 1945. Cases without a difference are left out, as he does; equal
/// differences share their middle rank. With at most 50 differing cases the p-value is exact, over all signs that the ranks, equal ones
/// included, could have; with more it comes from the normal approximation, with the correction of the variance for equal ranks and a continuity correction
/// of ½. Safe for concurrent use.
/// </remarks>
public static class WilcoxonSignedRankTest
{
    private const int MostExact = 50;

    /// <summary>Computes the two-sided p-value.</summary>
    /// <param name="first">A metric of each case under the first model.</param>
    /// <param name="second">The same metric of the same cases under the second model.</param>
    /// <returns>A number in (0, 1]; 1 when no case differs.</returns>
    /// <exception cref="ArgumentException">The two have different numbers of cases, or none.</exception>
    public static double PValue(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double[] differences = PairedDifferences.Of(first, second);

        // Means over seeds that only rounding tells apart count as equal.
        double rounding = 1e-12 * differences.Max(Math.Abs);
        double[] differing = [.. differences.Where(difference => Math.Abs(difference) > rounding)];
        if (differing.Length == 0)
        {
            return 1;
        }

        Array.Sort(differing, (a, b) => Math.Abs(a).CompareTo(Math.Abs(b)));
        int[] doubled = DoubledRanks(differing, rounding, out double tieCorrection);
        long positive = 0;
        for (int i = 0; i < differing.Length; i++)
        {
            positive += differing[i] > 0 ? doubled[i] : 0;
        }

        return differing.Length <= MostExact ? Exact(doubled, positive) : Approximate(differing.Length, positive / 2.0, tieCorrection);
    }

    /// <summary>Ranks by size, times two so that the middle of equal ones is whole; the correction is Σ (t³ - t) over the groups of t equal ones.</summary>
    private static int[] DoubledRanks(double[] sorted, double rounding, out double tieCorrection)
    {
        var ranks = new int[sorted.Length];
        tieCorrection = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && Math.Abs(sorted[end]) - Math.Abs(sorted[end - 1]) <= rounding)
            {
                end++;
            }

            double count = end - start;
            tieCorrection += (count * count * count) - count;
            Array.Fill(ranks, start + 1 + end, start, end - start);
        }

        return ranks;
    }

    /// <summary>The distribution of the sum of positive ranks, each sign being as likely as the other, rank by rank.</summary>
    private static double Exact(int[] doubled, long positive)
    {
        var chances = new double[doubled.Sum() + 1];
        chances[0] = 1;
        int largest = 0;
        foreach (int rank in doubled)
        {
            largest += rank;
            for (int sum = largest; sum >= 0; sum--)
            {
                chances[sum] = 0.5 * (chances[sum] + (sum >= rank ? chances[sum - rank] : 0));
            }
        }

        double upTo = chances.Take((int)positive + 1).Sum();
        double from = chances.Skip((int)positive).Sum();
        return Math.Min(1, 2 * Math.Min(upTo, from));
    }

    private static double Approximate(int count, double positive, double tieCorrection)
    {
        const double Continuity = 0.5;
        double n = count;
        double mean = n * (n + 1) / 4;
        double variance = (n * (n + 1) * ((2 * n) + 1) / 24) - (tieCorrection / 48);
        double z = Math.Max(0, Math.Abs(positive - mean) - Continuity) / Math.Sqrt(variance);
        return Math.Min(1, 2 * NormalDistribution.UpperTail(z));
    }
}
