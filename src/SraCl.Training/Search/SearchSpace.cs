using SraCl.Randomness;

namespace SraCl.Training.Search;

/// <summary>The settings that a search tries, trial by trial. A trial's settings follow from its number alone, so that a search can be stopped and continued, and made longer.</summary>
/// <remarks>
/// Random search (Bergstra and Bengio, "Random search for hyper-parameter optimization", Journal of Machine Learning Research 2012) draws each trial by itself, each setting from a stream of its
/// own: with another setting in the space, the values of the others stay. Immutable, hence safe for concurrent use.
/// </remarks>
public sealed class SearchSpace
{
    private readonly CounterRandom? _random;

    private SearchSpace(IReadOnlyList<SearchDimension> dimensions, int trials, CounterRandom? random)
    {
        Dimensions = dimensions;
        TrialCount = trials;
        _random = random;
    }

    /// <summary>Gets the settings that vary, in the order they were given.</summary>
    public IReadOnlyList<SearchDimension> Dimensions { get; }

    /// <summary>Gets the number of trials.</summary>
    public int TrialCount { get; }

    /// <summary>Makes a grid: every combination of the lists' values, the last setting changing fastest.</summary>
    /// <param name="dimensions">The settings, at least one, each a list.</param>
    /// <returns>The space.</returns>
    /// <exception cref="SraClException">There is no setting, one twice, a range among them, or there are more than 100,000 combinations.</exception>
    public static SearchSpace Grid(IReadOnlyList<SearchDimension> dimensions)
    {
        const int Most = 100_000;
        Check(dimensions);
        if (dimensions.FirstOrDefault(dimension => dimension.IsRange) is { } range)
        {
            throw new SraClException($"{range.Name} is the range '{range.Text}', of which a grid has no points. Give a list of values, or draw a number of trials at random.");
        }

        long trials = 1;
        foreach (SearchDimension dimension in dimensions)
        {
            trials *= dimension.Values.Count;
            if (trials > Most)
            {
                throw new SraClException($"The lists of {string.Join(", ", dimensions.Select(each => each.Name))} have more than {Most} combinations. Shorten them, or draw a number of trials at random.");
            }
        }

        return new SearchSpace([.. dimensions], (int)trials, random: null);
    }

    /// <summary>Makes a space of which trials are drawn at random.</summary>
    /// <param name="dimensions">The settings, at least one; lists and ranges.</param>
    /// <param name="trials">The number of trials, at least 1.</param>
    /// <param name="seed">The seed; the same seed gives the same trials, and more trials begin with those of fewer.</param>
    /// <returns>The space.</returns>
    /// <exception cref="SraClException">There is no setting, or one twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no trial.</exception>
    public static SearchSpace Random(IReadOnlyList<SearchDimension> dimensions, int trials, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        Check(dimensions);
        return new SearchSpace([.. dimensions], trials, CounterRandom.Create(seed).Derive("search"));
    }

    /// <summary>Gets the values of a trial.</summary>
    /// <param name="number">The trial's number, 1..<see cref="TrialCount"/>.</param>
    /// <returns>A value a dimension, in their order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such trial.</exception>
    public IReadOnlyList<double> Trial(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, TrialCount);
        var values = new double[Dimensions.Count];
        int rest = number - 1;
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (_random is { } random)
            {
                CounterRandom own = random.Derive(number).Derive(Dimensions[i].Name);
                values[i] = Dimensions[i].Draw(ref own);
            }
            else
            {
                (rest, int place) = Math.DivRem(rest, Dimensions[i].Values.Count);
                values[i] = Dimensions[i].Values[place];
            }
        }

        return values;
    }

    private static void Check(IReadOnlyList<SearchDimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Count == 0)
        {
            throw new SraClException("The search has no setting to vary. Give at least one a list of values or a range.");
        }

        if (dimensions.GroupBy(dimension => dimension.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new SraClException($"The search has {twice.Key} twice. Give each setting once.");
        }
    }
}
