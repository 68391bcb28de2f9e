namespace SraCl.Training.Statistics;

/// <summary>A result over several seeds: what the method brings, not what one lucky run did.</summary>
/// <param name="Count">The number of seeds.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The sample standard deviation (n - 1); null for one seed.</param>
/// <param name="Interval">Where the mean over all seeds lies, by Student's distribution; null for one seed.</param>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record SeedSummary(int Count, double Mean, double? StandardDeviation, ConfidenceInterval? Interval)
{
    /// <summary>Summarizes.</summary>
    /// <param name="values">A result a seed, at least one.</param>
    /// <param name="level">The confidence of the interval, above 0 and below 1.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">There is no value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is out of its range.</exception>
    public static SeedSummary Of(IReadOnlyList<double> values, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            throw new ArgumentException("Expected a result of at least one seed, got none.", nameof(values));
        }

        if (level is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "Expected a confidence above 0 and below 1, such as 0.95.");
        }

        double mean = values.Average();
        if (values.Count == 1)
        {
            return new SeedSummary(1, mean, null, null);
        }

        double deviation = SampleMoments.Deviation(values, mean);
        double reach = deviation == 0 ? 0 : StudentDistribution.Quantile(level, values.Count - 1) * deviation / Math.Sqrt(values.Count);
        return new SeedSummary(values.Count, mean, deviation, new ConfidenceInterval(mean - reach, mean + reach, level));
    }
}
