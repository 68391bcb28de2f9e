namespace SraCl.Training.Statistics;

/// <summary>Turns a monotone function round.</summary>
internal static class Bisection
{
    /// <summary>Finds where an increasing function crosses zero.</summary>
    /// <param name="low">A value at which it is not above zero.</param>
    /// <param name="high">A value at which it is not below zero.</param>
    /// <param name="function">The function.</param>
    public static double Find(double low, double high, Func<double, double> function)
    {
        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return middle;
            }

            if (function(middle) < 0)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
    }
}
