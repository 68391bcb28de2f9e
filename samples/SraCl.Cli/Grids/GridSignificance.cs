namespace SraCl.Cli.Grids;

/// <summary>Whether a difference between a variant and its baseline could be chance.</summary>
/// <param name="PValue">The two-sided p-value by itself.</param>
/// <param name="Corrected">The same, corrected by Holm for all variants that are compared by this metric.</param>
/// <param name="Tests">The number of these variants.</param>
internal readonly record struct GridSignificance(double PValue, double Corrected, int Tests)
{
    /// <summary>Says what p-values in a report are, for a line under the table.</summary>
    /// <param name="tests">The number of variants that are compared by one metric.</param>
    public static string Describe(int tests) =>
        $"p: two-sided paired randomization test over the cases, each with the mean of these seeds{(tests > 1 ? FormattableString.Invariant($", corrected by Holm for the {tests} variants that a metric compares") : string.Empty)}";
}
