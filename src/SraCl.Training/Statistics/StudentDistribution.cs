namespace SraCl.Training.Statistics;

/// <summary>Student's t distribution.</summary>
internal static class StudentDistribution
{
    /// <summary>Computes the probability of a value at least as far from 0, on either side.</summary>
    /// <param name="t">The value.</param>
    /// <param name="degreesOfFreedom">The degrees of freedom, positive.</param>
    public static double TwoSidedTail(double t, double degreesOfFreedom) => double.IsInfinity(t)
        ? 0
        : IncompleteBeta.Regularized(degreesOfFreedom / (degreesOfFreedom + (t * t)), degreesOfFreedom / 2, 0.5);

    /// <summary>Computes the positive value between which and its negative a share of the distribution lies.</summary>
    /// <param name="level">The share, above 0 and below 1.</param>
    /// <param name="degreesOfFreedom">The degrees of freedom, positive.</param>
    public static double Quantile(double level, double degreesOfFreedom)
    {
        double high = 1;
        while (TwoSidedTail(high, degreesOfFreedom) > 1 - level)
        {
            high *= 2;
        }

        return Bisection.Find(0, high, t => (1 - level) - TwoSidedTail(t, degreesOfFreedom));
    }
}
