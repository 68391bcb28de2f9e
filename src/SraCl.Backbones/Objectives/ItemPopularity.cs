using SraCl.Randomness;
using SraCl.Splits;

namespace SraCl.Backbones.Objectives;

/// <summary>How often each item occurs in training, and draws in proportion to a power of that. Items that do not occur are never drawn.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class ItemPopularity
{
    private readonly int[] _counts;
    private readonly double[] _ends; // Item i + 1 owns [_ends[i - 1], _ends[i]).
    private readonly long _events;

    /// <summary>Counts the events of a split.</summary>
    /// <exception cref="SraClException">The split has no event.</exception>
    public ItemPopularity(TrainingSplit train, double exponent)
    {
        _counts = new int[train.ItemCount];
        _events = train.Sequences.TotalItems;
        for (int user = 0; user < train.Sequences.Count; user++)
        {
            foreach (int item in train.Sequences[user])
            {
                _counts[item - 1]++;
            }
        }

        _ends = new double[train.ItemCount];
        double total = 0;
        for (int i = 0; i < _ends.Length; i++)
        {
            total += _counts[i] == 0 ? 0 : Math.Pow(_counts[i], exponent);
            _ends[i] = total;
        }

        if (total == 0)
        {
            throw new SraClException("There is no training event to draw items from. Load data with events before evaluation begins.");
        }
    }

    /// <summary>Gets the number of events of an item.</summary>
    public int Count(int item) => _counts[item - 1];

    /// <summary>Gets the share of an item in all events.</summary>
    public double EventShare(int item) => (double)_counts[item - 1] / _events;

    /// <summary>Gets the probability that a draw brings an item.</summary>
    public double DrawShare(int item) => (_ends[item - 1] - (item > 1 ? _ends[item - 2] : 0)) / _ends[^1];

    /// <summary>Draws an item.</summary>
    public int Draw(ref CounterRandom random)
    {
        double place = random.NextDouble() * _ends[^1];
        int low = 0;
        int high = _ends.Length - 1; // The first item whose end lies behind the place.
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ends[middle] > place)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low + 1;
    }
}
