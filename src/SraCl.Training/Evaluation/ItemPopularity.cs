using SraCl.Splits;

namespace SraCl.Training.Evaluation;

/// <summary>How often each item occurs in training: what novelty, popularity bias and groups by popularity are measured with.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed class ItemPopularity
{
    private readonly int[] _counts;

    /// <summary>Counts the training events.</summary>
    /// <param name="train">What training may see.</param>
    public ItemPopularity(TrainingSplit train)
    {
        ArgumentNullException.ThrowIfNull(train);
        _counts = new int[train.ItemCount];
        for (int user = 0; user < train.Sequences.Count; user++)
        {
            foreach (int item in train.Sequences[user])
            {
                _counts[item - 1]++;
            }
        }

        EventCount = train.Sequences.TotalItems;
    }

    /// <summary>Gets the number of items N of the catalogue.</summary>
    public int ItemCount => _counts.Length;

    /// <summary>Gets the number of training events.</summary>
    public long EventCount { get; }

    /// <summary>Gets the number of training events of an item.</summary>
    /// <param name="item">The item's dense id, 1..N.</param>
    /// <returns>The number; 0 for an item that training never has.</returns>
    public int Count(int item) => _counts[item - 1];

    /// <summary>Computes how little expected an item is: -log₂ of its share of the training events.</summary>
    /// <param name="item">The item's dense id, 1..N.</param>
    /// <returns>Bits, 0 or more. An item that training never has counts as if it had one event: as the least expected of those seen.</returns>
    public double SelfInformation(int item) => EventCount == 0 ? 0 : Math.Log2(EventCount / (double)Math.Max(1, Count(item)));
}
