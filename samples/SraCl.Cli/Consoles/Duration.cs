using System.Globalization;

namespace SraCl.Cli.Consoles;

/// <summary>Says times as people do.</summary>
internal static class Duration
{
    /// <summary>Writes a time: <c>8.3 s</c>, <c>2:05 min</c>, <c>3:07:00 h</c>.</summary>
    /// <param name="time">The time, not negative.</param>
    public static string Text(TimeSpan time)
    {
        FormattableString text = time switch
        {
            { TotalSeconds: < 60 } => $"{time.TotalSeconds:F1} s",
            { TotalHours: < 1 } => $"{time.Minutes}:{time.Seconds:D2} min",
            _ => $"{(int)time.TotalHours}:{time.Minutes:D2}:{time.Seconds:D2} h",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Writes what is left at most, as early stopping may end the run before; nothing when nothing is left or known.</summary>
    /// <param name="time">The time.</param>
    public static string Left(TimeSpan? time) => time is { TotalSeconds: >= 0.5 } left ? $", at most {Text(left)} left" : string.Empty;
}
