using SraCl.Randomness;
using SraCl.Training.Evaluation;

namespace SraCl.Training.Statistics;

/// <summary>Tells whether two models differ, or whether their difference on the same cases is what chance would give.</summary>
/// <remarks>
/// Fisher's randomization test with the mean difference as its statistic: if the models did not differ, either of the two results of a case could as well be
/// the other's. It assumes nothing about how the results are distributed. Smucker, Allan and Carterette, "A comparison of statistical
/// significance tests for information retrieval evaluation", CIKM 2007. Safe for concurrent use.
/// </remarks>
public static class PairedRandomizationTest
{
    /// <summary>Computes the two-sided p-value.</summary>
    /// <param name="first">A metric of each case under the first model, such as <see cref="EvaluationResult.PerCase"/>.</param>
    /// <param name="second">The same metric of the same cases under the second model.</param>
    /// <param name="rounds">The number of random exchanges, at least 1; the smallest p-value that can come out is 1 / (rounds + 1).</param>
    /// <param name="seed">The seed of the exchanges; the same seed gives the same p-value.</param>
    /// <returns>The share of exchanges, the actual results counted as one of them, with a mean difference at least as large; in (0, 1].</returns>
    /// <exception cref="ArgumentException">The two have different numbers of cases, or none.</exception>
    public static double PValue(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int rounds = 10_000, long seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);

        // Cases without a difference add nothing, whichever way round they are.
        List<double> differences = [.. PairedDifferences.Of(first, second).Where(difference => difference != 0)];

        // Sums that only rounding tells apart count as equal.
        double actual = Math.Abs(differences.Sum()) * (1 - 1e-12);
        CounterRandom random = CounterRandom.Create(seed).Derive("paired randomization");
        int atLeast = 1;
        for (int round = 0; round < rounds; round++)
        {
            atLeast += Math.Abs(Exchange(differences, ref random)) >= actual ? 1 : 0;
        }

        return atLeast / (rounds + 1.0);
    }

    private static double Exchange(List<double> differences, ref CounterRandom random)
    {
        double sum = 0;
        ulong bits = 0;
        for (int i = 0; i < differences.Count; i++)
        {
            bits = i % 64 == 0 ? random.NextUInt64() : bits >> 1;
            sum += (bits & 1) == 0 ? differences[i] : -differences[i];
        }

        return sum;
    }
}
