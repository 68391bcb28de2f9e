namespace SraCl.Training.Statistics;

/// <summary>What the paired tests begin with: the differences of two results of the same cases.</summary>
internal static class PairedDifferences
{
    /// <summary>Subtracts case by case.</summary>
    /// <param name="first">The results of the first model.</param>
    /// <param name="second">Those of the second.</param>
    /// <param name="least">The least number of cases.</param>
    /// <returns>First minus second, a number a case.</returns>
    /// <exception cref="ArgumentException">The two have different numbers of cases, or too few.</exception>
    public static double[] Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int least = 1)
    {
        if (first.Length != second.Length || first.Length < least)
        {
            string few = least > 1 ? $", at least {least}" : string.Empty;
            throw new ArgumentException($"Expected the same cases twice{few}, got {first.Length} and {second.Length} results.", nameof(second));
        }

        var differences = new double[first.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = first[i] - second[i];
        }

        return differences;
    }
}
