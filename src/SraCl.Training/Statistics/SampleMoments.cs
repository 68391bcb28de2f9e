namespace SraCl.Training.Statistics;

/// <summary>Figures of a sample.</summary>
internal static class SampleMoments
{
    /// <summary>Computes the sample standard deviation, the squares divided by n - 1.</summary>
    /// <param name="values">At least two values.</param>
    /// <param name="mean">Their mean.</param>
    public static double Deviation(IReadOnlyCollection<double> values, double mean)
    {
        double squares = values.Sum(value => (value - mean) * (value - mean));

        // Equal values whose mean was rounded have no deviation.
        double scale = values.Max(Math.Abs);
        double deviation = Math.Sqrt(squares / (values.Count - 1));
        return deviation <= 1e-15 * scale ? 0 : deviation;
    }
}
