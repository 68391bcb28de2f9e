using System.Globalization;
using SraCl.Randomness;

namespace SraCl.Training.Search;

/// <summary>A setting that a search varies: a list of values, or a range.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed class SearchDimension
{
    private const string Logarithmic = "log";
    private const string Between = "..";

    private readonly double _low;
    private readonly double _high;
    private readonly bool _logarithmic;

    private SearchDimension(string name, string text, bool whole, IReadOnlyList<double> values)
    {
        Name = name;
        Text = text;
        IsWhole = whole;
        Values = values;
    }

    private SearchDimension(string name, string text, bool whole, double low, double high, bool logarithmic)
        : this(name, text, whole, [])
    {
        (_low, _high, _logarithmic) = (low, high, logarithmic);
    }

    /// <summary>Gets the name of the setting.</summary>
    public string Name { get; }

    /// <summary>Gets the text it was read from.</summary>
    public string Text { get; }

    /// <summary>Gets whether its values are whole numbers.</summary>
    public bool IsWhole { get; }

    /// <summary>Gets the values of a list; empty for a range.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Gets whether this is a range, from which values can only be drawn.</summary>
    public bool IsRange => Values.Count == 0;

    /// <summary>Reads a dimension: <c>0.1</c>, <c>0.05,0.1,0.2</c>, <c>0.1..0.5</c>, or <c>0.001..1log</c> for a range in which every order of magnitude is as likely.</summary>
    /// <param name="name">The name of the setting.</param>
    /// <param name="text">The values.</param>
    /// <param name="whole">Whether the values are whole numbers.</param>
    /// <returns>The dimension.</returns>
    /// <exception cref="SraClException">The text cannot be read, names a value twice, or the range is empty.</exception>
    public static SearchDimension Parse(string name, string text, bool whole = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains(Between, StringComparison.Ordinal))
        {
            return Range(name, text, whole);
        }

        double[] values = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => Number(part, whole) ?? throw Error(name, text, whole))];
        return values.Length > 0 && values.Distinct().Count() == values.Length ? new SearchDimension(name, text, whole, values) : throw Error(name, text, whole);
    }

    /// <summary>Writes a value as it stands on command lines and in results.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Text that gives the same number again.</returns>
    public static string Write(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Draws a value: of a list each is as likely; of a range the values are rounded to four digits, so that they can be written down and used again.</summary>
    /// <param name="random">The stream; goes on.</param>
    /// <returns>The value.</returns>
    public double Draw(ref CounterRandom random)
    {
        if (!IsRange)
        {
            return Values[random.NextInt32(Values.Count)];
        }

        double place = random.NextDouble();
        if (_logarithmic)
        {
            double drawn = _low * Math.Pow(_high / _low, place);
            return IsWhole ? Math.Round(drawn) : Rounded(drawn);
        }

        // Every whole number has an equal part of the range, the two ends included.
        return IsWhole ? _low + Math.Floor(place * (_high - _low + 1)) : Rounded(_low + (place * (_high - _low)));
    }

    private static SearchDimension Range(string name, string text, bool whole)
    {
        bool logarithmic = text.EndsWith(Logarithmic, StringComparison.OrdinalIgnoreCase);
        string[] ends = (logarithmic ? text[..^Logarithmic.Length] : text).Split(Between);
        return ends.Length == 2 && Number(ends[0], whole) is { } low && Number(ends[1], whole) is { } high && low < high && (!logarithmic || low > 0)
            ? new SearchDimension(name, text, whole, low, high, logarithmic)
            : throw Error(name, text, whole);
    }

    private static double? Number(string text, bool whole) => whole
        ? int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int number) ? number : null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;

    private double Rounded(double value) =>
        Math.Clamp(double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), _low, _high);

    private static SraClException Error(string name, string text, bool whole)
    {
        (string one, string list, string range) = whole ? ("10", "5,10,20", "5..40") : ("0.1", "0.05,0.1,0.2", "0.01..0.5");
        return new($"{name} is '{text}'; expected a {(whole ? "whole number" : "number")} such as {one}, a list such as {list} with each value once, or a range such as {range} or {range}log, the lower end first (above 0 for log).");
    }
}
