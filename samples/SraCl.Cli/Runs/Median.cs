namespace SraCl.Cli.Runs;

/// <summary>The median, which an epoch that was held up does not change.</summary>
internal static class Median
{
    /// <summary>Computes it: the middle value, or the mean of the two in the middle.</summary>
    /// <param name="values">The values, at least one.</param>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
