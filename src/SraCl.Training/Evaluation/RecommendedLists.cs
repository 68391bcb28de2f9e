using System.Globalization;

namespace SraCl.Training.Evaluation;

/// <summary>Adds up what is measured of recommended lists; see <see cref="EvaluationResult.ListMetrics"/>.</summary>
/// <remarks>Serves one evaluation; not safe for concurrent use.</remarks>
internal sealed class RecommendedLists
{
    private readonly ItemPopularity _popularity;
    private readonly IReadOnlyList<int> _cutOffs;
    private readonly double[] _novelty;
    private readonly double[] _listPopularity;
    private readonly int[] _bestPlaces;
    private double _historyPopularity;
    private int _cases;

    /// <summary>Creates sums.</summary>
    /// <param name="popularity">How often training has each item.</param>
    /// <param name="cutOffs">The cut-offs K.</param>
    public RecommendedLists(ItemPopularity popularity, IReadOnlyList<int> cutOffs)
    {
        _popularity = popularity;
        _cutOffs = cutOffs;
        _novelty = new double[cutOffs.Count];
        _listPopularity = new double[cutOffs.Count];
        _bestPlaces = new int[popularity.ItemCount];
        Array.Fill(_bestPlaces, int.MaxValue);
        Length = cutOffs.Max();
    }

    /// <summary>Gets the number of items that are needed of each list.</summary>
    public int Length { get; }

    /// <summary>Takes the list of a case.</summary>
    /// <param name="items">Dense ids, the best first; a case without candidates has none and counts for nothing.</param>
    /// <param name="history">The items that were known.</param>
    public void Add(ReadOnlySpan<int> items, ReadOnlySpan<int> history)
    {
        if (items.IsEmpty)
        {
            return;
        }

        _cases++;
        double chosen = 0;
        foreach (int item in history)
        {
            chosen += _popularity.Count(item);
        }

        _historyPopularity += chosen / history.Length;
        for (int place = 0; place < items.Length; place++)
        {
            ref int best = ref _bestPlaces[items[place] - 1];
            best = Math.Min(best, place);
        }

        for (int i = 0; i < _cutOffs.Count; i++)
        {
            double novelty = 0;
            double popularity = 0;
            ReadOnlySpan<int> first = items[..Math.Min(items.Length, _cutOffs[i])];
            foreach (int item in first)
            {
                novelty += _popularity.SelfInformation(item);
                popularity += _popularity.Count(item);
            }

            _novelty[i] += novelty / first.Length;
            _listPopularity[i] += popularity / first.Length;
        }
    }

    /// <summary>Computes the metrics.</summary>
    public OrderedDictionary<string, double> Metrics()
    {
        var metrics = new OrderedDictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        Write("Coverage", i => _bestPlaces.Count(place => place < _cutOffs[i]) / (double)_bestPlaces.Length);
        Write("Novelty", i => Mean(_novelty[i]));
        Write("Popularity", i => Mean(_listPopularity[i]));
        Write("PopularityLift", i => _historyPopularity > 0 ? (_listPopularity[i] / _historyPopularity) - 1 : 0);
        return metrics;

        double Mean(double sum) => _cases == 0 ? 0 : sum / _cases;

        void Write(string name, Func<int, double> value)
        {
            for (int i = 0; i < _cutOffs.Count; i++)
            {
                metrics[string.Create(CultureInfo.InvariantCulture, $"{name}@{_cutOffs[i]}")] = value(i);
            }
        }
    }
}
