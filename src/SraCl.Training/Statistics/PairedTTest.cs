namespace SraCl.Training.Statistics;

/// <summary>Student's paired t-test: whether the mean difference of two models on the same cases is what chance would give.</summary>
/// <remarks>
/// Assumes that the mean of the differences is about normal, which the central limit theorem gives for the hundreds of cases that recommenders are
/// measured on. Safe for concurrent use.
/// </remarks>
public static class PairedTTest
{
    /// <summary>Computes the two-sided p-value.</summary>
    /// <param name="first">A metric of each case under the first model.</param>
    /// <param name="second">The same metric of the same cases under the second model.</param>
    /// <returns>A number from 0 to 1; 1 when no case differs, 0 when all differ by the same amount.</returns>
    /// <exception cref="ArgumentException">The two have different numbers of cases, or fewer than two.</exception>
    public static double PValue(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double[] differences = PairedDifferences.Of(first, second, least: 2);
        double mean = differences.Average();
        double deviation = SampleMoments.Deviation(differences, mean);
        return mean == 0 ? 1 : StudentDistribution.TwoSidedTail(mean / (deviation / Math.Sqrt(differences.Length)), differences.Length - 1);
    }
}
