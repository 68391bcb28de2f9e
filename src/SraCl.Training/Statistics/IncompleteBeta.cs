namespace SraCl.Training.Statistics;

/// <summary>The regularized incomplete beta function, from which the tails of Student's distribution follow.</summary>
internal static class IncompleteBeta
{
    private const int MaxTerms = 10_000;

    // Lanczos, "A precision approximation of the gamma function", SIAM J. Numer. Anal. 1964, with g = 7 and nine terms (about 15 digits).
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>Computes I_x(a, b) = B(x; a, b) / B(a, b).</summary>
    /// <param name="x">A number from 0 to 1.</param>
    /// <param name="a">A positive number.</param>
    /// <param name="b">A positive number.</param>
    /// <returns>A number from 0 to 1.</returns>
    public static double Regularized(double x, double a, double b)
    {
        if (x is <= 0 or >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        // The fraction converges quickly below the mean of the beta distribution; above it the symmetry I_x(a, b) = 1 - I_(1-x)(b, a) leads there.
        return x < (a + 1) / (a + b + 2) ? Front(x, a, b) * Fraction(x, a, b) / a : 1 - (Front(x, a, b) * Fraction(1 - x, b, a) / b);
    }

    /// <summary>Computes ln Γ(x).</summary>
    /// <param name="x">A positive number.</param>
    public static double LogGamma(double x)
    {
        const double G = 7;
        double sum = Lanczos[0];
        for (int i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (x + i - 1);
        }

        double t = x + G - 0.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>xᵃ (1 - x)ᵇ / B(a, b).</summary>
    private static double Front(double x, double a, double b) =>
        Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));

    /// <summary>The continued fraction of DLMF 8.17.22, evaluated by Lentz's method.</summary>
    private static double Fraction(double x, double a, double b)
    {
        const double Tiny = 1e-300;
        const double Precision = 3e-16;
        double c = 1;
        double d = 1 / Away(1 - ((a + b) * x / (a + 1)));
        double value = d;
        for (int m = 1; m <= MaxTerms; m++)
        {
            Step(m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m))));
            double factor = Step(-(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1)));
            if (Math.Abs(factor - 1) < Precision)
            {
                break;
            }
        }

        return value;

        double Step(double term)
        {
            d = 1 / Away(1 + (term * d));
            c = Away(1 + (term / c));
            value *= c * d;
            return c * d;
        }

        static double Away(double denominator) => Math.Abs(denominator) < Tiny ? Tiny : denominator;
    }
}
