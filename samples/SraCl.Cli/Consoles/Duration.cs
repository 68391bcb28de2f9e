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

    /// <summary>Writes a time as options take it: <c>5m</c>, <c>30s</c>.</summary>
    /// <param name="time">The time, whole seconds.</param>
    public static string Short(TimeSpan time) => time.Seconds == 0 && time > TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:F0}m")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F0}s");

    /// <summary>Reads a time that an option gives.</summary>
    /// <param name="option">The option's name.</param>
    /// <param name="text">A number and a unit.</param>
    /// <exception cref="SraClException">It is something else.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        (string Unit, TimeSpan Time)[] units = [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))];
        foreach ((string unit, TimeSpan time) in units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                && number * time.TotalDays < 1000)
            {
                return number * time;
            }
        }

        throw new SraClException($"{option} is '{text}'; expected a number and a unit, as in 30s, 5m or 2h.");
    }

    /// <summary>Writes what is left at most, as early stopping may end the run before; nothing when nothing is left or known.</summary>
    /// <param name="time">The time.</param>
    public static string Left(TimeSpan? time) => time is { TotalSeconds: >= 0.5 } left ? $", at most {Text(left)} left" : string.Empty;
}
