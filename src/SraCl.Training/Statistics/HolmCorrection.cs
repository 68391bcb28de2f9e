namespace SraCl.Training.Statistics;

/// <summary>Corrects p-values for having looked at several: with twenty tests at .05, one is expected to come out by chance alone.</summary>
/// <remarks>
/// Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 1979. Whatever the tests have to do with each
/// other, the chance of even one false finding among them stays below the level that the corrected values are held against. Safe for concurrent use.
/// </remarks>
public static class HolmCorrection
{
    /// <summary>Corrects the p-values of one family of tests.</summary>
    /// <param name="pValues">The p-values, each from 0 to 1.</param>
    /// <returns>The corrected p-values in the same order, each from 0 to 1 and at least as large as before.</returns>
    /// <exception cref="ArgumentException">A value is not a probability.</exception>
    public static double[] Adjust(ReadOnlySpan<double> pValues)
    {
        foreach (double p in pValues)
        {
            if (p is not (>= 0 and <= 1))
            {
                throw new ArgumentException(FormattableString.Invariant($"Expected p-values from 0 to 1, got {p}."), nameof(pValues));
            }
        }

        double[] sorted = pValues.ToArray();
        int[] places = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, places);
        var adjusted = new double[sorted.Length];
        double largest = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (sorted.Length - i) * sorted[i]));
            adjusted[places[i]] = largest;
        }

        return adjusted;
    }
}
