using SraCl.Randomness;

namespace SraCl.Training.Statistics;

/// <summary>How large the difference of two models is: a confidence interval of its mean over the cases.</summary>
/// <remarks>
/// Draws the cases anew, with replacement, many times, and takes the interval from the means that come out, corrected for bias and skewness (BCa: Efron, "Better
/// bootstrap confidence intervals", Journal of the American Statistical Association 1987); hits and misses of recommenders are skewed. Safe for concurrent use.
/// </remarks>
public static class PairedBootstrap
{
    /// <summary>Computes the interval of the mean difference, first minus second.</summary>
    /// <param name="first">A metric of each case under the first model.</param>
    /// <param name="second">The same metric of the same cases under the second model.</param>
    /// <param name="level">The confidence, above 0 and below 1.</param>
    /// <param name="rounds">How often the cases are drawn anew, at least 100; the default is what is usual for intervals of 95 %.</param>
    /// <param name="seed">The seed of the draws; the same seed gives the same interval.</param>
    /// <returns>The interval; without width when all cases differ by the same amount.</returns>
    /// <exception cref="ArgumentException">The two have different numbers of cases, or fewer than two.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence or the number of rounds is out of its range.</exception>
    public static ConfidenceInterval Interval(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double level = 0.95, int rounds = 2000, long seed = 0)
    {
        const int LeastRounds = 100;
        if (level is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "Expected a confidence above 0 and below 1, such as 0.95.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, LeastRounds);
        double[] differences = PairedDifferences.Of(first, second, least: 2);
        double mean = differences.Average();
        if (SampleMoments.Deviation(differences, mean) == 0)
        {
            return new ConfidenceInterval(mean, mean, level);
        }

        double[] means = Means(differences, rounds, seed);
        double bias = NormalDistribution.Quantile(ShareBelow(means, mean));
        double acceleration = Acceleration(differences, mean);
        double tail = (1 - level) / 2;
        return new ConfidenceInterval(End(tail), End(1 - tail), level);

        double End(double share)
        {
            double z = bias + NormalDistribution.Quantile(share);
            double denominator = 1 - (acceleration * z);
            return AtShare(means, denominator > 0 ? NormalDistribution.Cumulative(bias + (z / denominator)) : z > 0 ? 1 : 0);
        }
    }

    /// <summary>The means of the cases drawn anew, sorted; each round is a stream of its own.</summary>
    private static double[] Means(double[] differences, int rounds, long seed)
    {
        CounterRandom random = CounterRandom.Create(seed).Derive("paired bootstrap");
        var means = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            CounterRandom draws = random.Derive(round);
            double sum = 0;
            for (int i = 0; i < differences.Length; i++)
            {
                sum += differences[draws.NextInt32(differences.Length)];
            }

            means[round] = sum / differences.Length;
        }

        Array.Sort(means);
        return means;
    }

    /// <summary>The share below the actual mean, half of those that equal it included, kept off 0 and 1 by half a round.</summary>
    private static double ShareBelow(double[] means, double actual)
    {
        double rounding = 1e-12 * Math.Max(Math.Abs(means[0]), Math.Abs(means[^1]));
        double below = means.Count(mean => mean < actual - rounding);
        double equal = means.Count(mean => Math.Abs(mean - actual) <= rounding);
        return Math.Clamp(below + (equal / 2), 0.5, means.Length - 0.5) / means.Length;
    }

    /// <summary>A sixth of the skewness of the mean, as the jackknife finds it.</summary>
    private static double Acceleration(double[] differences, double mean)
    {
        double squares = 0;
        double cubes = 0;
        foreach (double difference in differences)
        {
            double offset = difference - mean;
            squares += offset * offset;
            cubes += offset * offset * offset;
        }

        return cubes / (6 * Math.Pow(squares, 1.5));
    }

    /// <summary>The quantile of sorted values, between two of them in proportion.</summary>
    private static double AtShare(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[^1];
    }
}
