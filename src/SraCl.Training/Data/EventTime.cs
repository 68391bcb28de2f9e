using System.Globalization;

namespace SraCl.Training.Data;

/// <summary>Reads the times of events as files write them.</summary>
internal static class EventTime
{
    /// <summary>What <see cref="TryParse"/> takes, for messages.</summary>
    public const string Expected = "a whole or decimal number (such as Unix seconds) or a date that begins with the year (2019-12-31 23:59:59)";

    /// <summary>Parses a time.</summary>
    /// <param name="text">A number, kept in its unit with fractions cut, or a date, taken as UTC unless it names an offset.</param>
    /// <param name="time">The number, or the Unix seconds of the date.</param>
    /// <returns>Whether the text is a time.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long time)
    {
        text = text.Trim();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out time))
        {
            return true;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return TryFrom(number, out time);
        }

        // Only year-first dates: 03/04/2019 means different days in different countries.
        if (text.Length >= 10 && text[4] is '-' or '/'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            time = date.ToUnixTimeSeconds();
            return true;
        }

        return false;
    }

    /// <summary>Takes a decimal number as a time.</summary>
    /// <param name="number">The number; fractions are cut.</param>
    /// <param name="time">The whole number at or below it.</param>
    /// <returns>Whether the number is finite and in range.</returns>
    public static bool TryFrom(double number, out long time)
    {
        // 2^63 is the first double that a long cannot hold; NaN fails both comparisons.
        bool fits = number is >= -9223372036854775808.0 and < 9223372036854775808.0;
        time = fits ? (long)Math.Floor(number) : 0;
        return fits;
    }
}
