namespace SraCl.Training.Statistics;

/// <summary>Two models by one metric on the same cases: how large their difference is, and whether it could be chance.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record PairedComparison
{
    /// <summary>Gets the mean of the first model.</summary>
    public required double First { get; init; }

    /// <summary>Gets the mean of the second model.</summary>
    public required double Second { get; init; }

    /// <summary>Gets the mean difference, first minus second.</summary>
    public double Difference => First - Second;

    /// <summary>Gets where the mean difference lies (<see cref="PairedBootstrap"/>).</summary>
    public required ConfidenceInterval Interval { get; init; }

    /// <summary>Gets the two-sided p-value of the <see cref="PairedTTest"/>.</summary>
    public required double TTest { get; init; }

    /// <summary>Gets the two-sided p-value of the <see cref="WilcoxonSignedRankTest"/>.</summary>
    public required double Wilcoxon { get; init; }

    /// <summary>Gets the two-sided p-value of the <see cref="PairedRandomizationTest"/>.</summary>
    public required double Randomization { get; init; }

    /// <summary>Compares.</summary>
    /// <param name="first">The metric of each case under the first model.</param>
    /// <param name="second">The same metric of the same cases under the second model.</param>
    /// <param name="level">The confidence of the interval, above 0 and below 1.</param>
    /// <param name="seed">The seed of what is drawn; the same seed gives the same comparison.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentException">The two have different numbers of cases, or fewer than two.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is out of its range.</exception>
    public static PairedComparison Create(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double level = 0.95, long seed = 0) => new()
    {
        Interval = PairedBootstrap.Interval(first, second, level, seed: seed),
        First = Mean(first),
        Second = Mean(second),
        TTest = PairedTTest.PValue(first, second),
        Wilcoxon = WilcoxonSignedRankTest.PValue(first, second),
        Randomization = PairedRandomizationTest.PValue(first, second, seed: seed),
    };

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
