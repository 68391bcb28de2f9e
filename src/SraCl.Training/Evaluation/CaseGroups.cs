using System.Globalization;
using SraCl.Splits;

namespace SraCl.Training.Evaluation;

/// <summary>Divides the cases of a split by something about them, to see for whom a model is good.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed class CaseGroups
{
    private readonly int[] _groups;

    private CaseGroups(string[] names, int[] groups)
    {
        Names = names;
        _groups = groups;
    }

    /// <summary>Gets where the groups of the SRA-CL paper's study of sequence lengths begin: fewer than 7 items, 7 to 10, more than 10.</summary>
    public static IReadOnlyList<int> PaperLengths { get; } = [7, 11];

    /// <summary>Gets the names of the groups, in ascending order of what divides them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Gets the number of cases.</summary>
    public int CaseCount => _groups.Length;

    /// <summary>Gets the group of a case.</summary>
    /// <param name="index">The case's index in its split.</param>
    /// <returns>The index of the group's name.</returns>
    public int this[int index] => _groups[index];

    /// <summary>Groups cases by the number of items that are known of the user, before a model cuts them to its newest.</summary>
    /// <param name="split">The cases.</param>
    /// <param name="starts">The length at which each group but the first begins, ascending; <see cref="PaperLengths"/> when null.</param>
    /// <returns>The groups, one more than there are starts.</returns>
    /// <exception cref="SraClException">The starts are missing, below 1, or do not ascend.</exception>
    public static CaseGroups ByLength(EvaluationSplit split, IReadOnlyList<int>? starts = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        starts ??= PaperLengths;
        Check(starts, "length");
        var lengths = new int[split.Count];
        for (int index = 0; index < lengths.Length; index++)
        {
            lengths[index] = split.Cases[index].End;
        }

        return Create("length", lengths, starts);
    }

    /// <summary>Groups cases by the number of training events of their target.</summary>
    /// <param name="split">The cases.</param>
    /// <param name="popularity">How often training has each item.</param>
    /// <param name="starts">The number of events at which each group but the first begins, ascending.</param>
    /// <returns>The groups, one more than there are starts.</returns>
    /// <exception cref="SraClException">The starts are missing, below 1, or do not ascend.</exception>
    public static CaseGroups ByPopularity(EvaluationSplit split, ItemPopularity popularity, IReadOnlyList<int> starts)
    {
        ArgumentNullException.ThrowIfNull(starts);
        Check(starts, "popularity");
        return Create("popularity", Popularities(split, popularity), starts);
    }

    /// <summary>Groups cases by the number of training events of their target, such that the groups have about as many cases each; equal numbers stay together.</summary>
    /// <param name="split">The cases.</param>
    /// <param name="popularity">How often training has each item.</param>
    /// <param name="parts">The number of groups, at least 2; fewer come out where too many cases have equal numbers.</param>
    /// <returns>The groups, none of them empty.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two parts.</exception>
    public static CaseGroups ByPopularity(EvaluationSplit split, ItemPopularity popularity, int parts = 3)
    {
        const int Fewest = 2;
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, Fewest);
        int[] values = Popularities(split, popularity);
        int[] sorted = [.. values.Order()];
        var starts = new List<int>();
        for (int part = 1; part < parts && sorted.Length > 0; part++)
        {
            int start = sorted[(int)((long)sorted.Length * part / parts)];
            if (start > sorted[0] && (starts.Count == 0 || start > starts[^1]))
            {
                starts.Add(start);
            }
        }

        return Create("popularity", values, starts);
    }

    private static int[] Popularities(EvaluationSplit split, ItemPopularity popularity)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(popularity);
        var values = new int[split.Count];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = popularity.Count(split.Target(index));
        }

        return values;
    }

    private static CaseGroups Create(string what, int[] values, IReadOnlyList<int> starts)
    {
        int[] ordered = [.. starts];
        int[] groups = Array.ConvertAll(values, value => Array.BinarySearch(ordered, value) is var place && place >= 0 ? place + 1 : ~place);
        return new CaseGroups([.. Enumerable.Range(0, starts.Count + 1).Select(Name)], groups);

        string Name(int group) => (group, starts.Count) switch
        {
            (_, 0) => $"{what} any",
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"{what} < {starts[0]}"),
            _ when group == starts.Count => string.Create(CultureInfo.InvariantCulture, $"{what} > {starts[^1] - 1}"),
            _ when starts[group - 1] == starts[group] - 1 => string.Create(CultureInfo.InvariantCulture, $"{what} {starts[group - 1]}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{what} {starts[group - 1]}-{starts[group] - 1}"),
        };
    }

    private static void Check(IReadOnlyList<int> starts, string what)
    {
        if (starts.Count == 0 || starts[0] < 1 || starts.Zip(starts.Skip(1)).Any(pair => pair.Second <= pair.First))
        {
            throw new SraClException($"The groups by {what} begin at [{string.Join(", ", starts)}]; expected one or more ascending numbers of at least 1, such as 7, 11 for: fewer than 7, 7 to 10, more than 10.");
        }
    }
}
