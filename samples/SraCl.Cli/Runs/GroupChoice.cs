using System.Globalization;
using SraCl.Splits;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Runs;

/// <summary>Which groups of cases are measured.</summary>
/// <param name="ByLength">Whether they are grouped by the length of the history.</param>
/// <param name="ByPopularity">Whether they are grouped by the popularity of the target.</param>
/// <param name="Starts">Where each group but the first begins; null for the usual ones.</param>
internal sealed record GroupChoice(bool ByLength, bool ByPopularity, IReadOnlyList<int>? Starts)
{
    private const string Length = "length";
    private const string Popularity = "popularity";

    /// <summary>Reads a choice.</summary>
    /// <param name="groups">The names; null for no groups.</param>
    /// <param name="bounds">Where groups begin; null for the usual ones.</param>
    /// <exception cref="SraClException">A name is not known, or the bounds do not fit.</exception>
    public static GroupChoice Parse(string? groups, string? bounds)
    {
        string[] names = (groups ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool length = names.Contains(Length, StringComparer.OrdinalIgnoreCase);
        bool popularity = names.Contains(Popularity, StringComparer.OrdinalIgnoreCase);
        if (groups is not null && (names.Length == 0 || names.Length != (length ? 1 : 0) + (popularity ? 1 : 0)))
        {
            throw new SraClException($"--groups is '{groups}'; expected {Length}, {Popularity}, or both with a comma between.");
        }

        if (bounds is not null && length == popularity)
        {
            throw new SraClException($"--bounds is for one kind of groups. Add --groups {Length} or --groups {Popularity}.");
        }

        return new GroupChoice(length, popularity, bounds is null ? null : Numbers(bounds));
    }

    /// <summary>Measures the groups.</summary>
    /// <param name="result">The result.</param>
    /// <param name="cases">The cases it was measured on.</param>
    /// <param name="popularity">How often training has each item.</param>
    public IReadOnlyList<CaseGroupResult> Of(EvaluationResult result, EvaluationSplit cases, ItemPopularity popularity) =>
    [
        .. ByLength ? result.Of(CaseGroups.ByLength(cases, Starts)) : [],
        .. !ByPopularity ? [] : result.Of(Starts is null ? CaseGroups.ByPopularity(cases, popularity) : CaseGroups.ByPopularity(cases, popularity, Starts)),
    ];

    private static int[] Numbers(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        int[] numbers = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        return numbers[0] >= 1 && numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second)
            ? numbers
            : throw new SraClException($"--bounds is '{text}'; expected ascending numbers of at least 1, such as 7,11 for three groups: fewer than 7, 7 to 10, more than 10.");
    }
}
