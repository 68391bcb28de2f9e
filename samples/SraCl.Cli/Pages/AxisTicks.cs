namespace SraCl.Cli.Pages;

/// <summary>Round numbers along an axis.</summary>
internal static class AxisTicks
{
    /// <summary>Chooses 1, 2 or 5 times a power of ten as the step, so that about as many ticks as wanted enclose the values.</summary>
    /// <param name="least">The least value.</param>
    /// <param name="largest">The largest value.</param>
    /// <param name="wanted">About how many ticks there shall be, at least 2.</param>
    /// <param name="whole">Whether they are whole numbers inside the values, such as epochs, rather than enclosing them.</param>
    public static double[] Create(double least, double largest, int wanted, bool whole = false)
    {
        if (!(largest > least))
        {
            double half = least == 0 ? 1 : Math.Abs(least) / 10;
            return whole ? [least] : [least - half, least, least + half];
        }

        double raw = (largest - least) / (wanted - 1);
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = (raw / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
        step = whole ? Math.Max(1, Math.Round(step)) : step;

        // The quotients are whole numbers but for rounding.
        double first = whole ? Math.Ceiling((least / step) - 1e-9) : Math.Floor((least / step) + 1e-9);
        double last = whole ? Math.Floor((largest / step) + 1e-9) : Math.Ceiling((largest / step) - 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }
}
