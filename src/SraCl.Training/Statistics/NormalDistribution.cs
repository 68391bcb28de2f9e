namespace SraCl.Training.Statistics;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    // Beyond, the probability is below the smallest positive double.
    private const double Farthest = 39;

    /// <summary>Computes the probability of a value up to z.</summary>
    /// <param name="z">The value.</param>
    public static double Cumulative(double z) => UpperTail(-z);

    /// <summary>Computes the probability of a value above z, exact to about 14 digits in the far tail too.</summary>
    /// <param name="z">The value.</param>
    public static double UpperTail(double z)
    {
        const double SeriesEnd = 3;
        return z < 0 ? 1 - UpperTail(-z)
            : z < SeriesEnd ? 0.5 - (Density(z) * Series(z))
            : z > Farthest ? 0
            : Density(z) * Fraction(z);
    }

    /// <summary>Computes the value up to which a share of the distribution lies.</summary>
    /// <param name="share">The share, above 0 and below 1.</param>
    public static double Quantile(double share) => share > 0.5
        ? -Quantile(1 - share)
        : -Bisection.Find(0, Farthest, z => share - UpperTail(z));

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>z + z³/3 + z⁵/(3·5) + … (Abramowitz and Stegun 26.2.11).</summary>
    private static double Series(double z)
    {
        double sum = 0;
        double term = z;
        for (int n = 3; sum + term != sum; n += 2)
        {
            sum += term;
            term *= z * z / n;
        }

        return sum;
    }

    /// <summary>Laplace's fraction 1/(z + 1/(z + 2/(z + 3/…))) (Abramowitz and Stegun 26.2.14).</summary>
    private static double Fraction(double z)
    {
        const int Terms = 200;
        double value = z;
        for (int n = Terms; n >= 1; n--)
        {
            value = z + (n / value);
        }

        return 1 / value;
    }
}
