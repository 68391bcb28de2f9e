using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Backbones.Objectives;

/// <summary>Draws items that users never had in the training part of their sequences.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class UnseenItems
{
    private readonly int _itemCount;
    private readonly int[][] _seen;

    public UnseenItems(TrainingSplit train)
    {
        ItemSequences sequences = train.Sequences;
        _itemCount = train.ItemCount;
        _seen = new int[sequences.Count][]; // Different items of each user, ascending.
        for (int user = 0; user < _seen.Length; user++)
        {
            int[] items = sequences[user].ToArray();
            Array.Sort(items);
            int kept = 0;
            foreach (int item in items)
            {
                if (kept == 0 || items[kept - 1] != item)
                {
                    items[kept++] = item;
                }
            }

            _seen[user] = items.Length == kept ? items : items[..kept];
        }
    }

    /// <summary>Draws an item uniformly from those that the user never had; where there is none, from all but the target.</summary>
    /// <remarks>Takes the r-th missing item for one drawn r instead of drawing until an item is missing, which would not end for a user who had nearly all.</remarks>
    /// <param name="user">The user.</param>
    /// <param name="target">The item that is not to be drawn in any case.</param>
    /// <param name="random">The stream to draw from.</param>
    /// <returns>The item, 1..N.</returns>
    public int Draw(int user, int target, ref CounterRandom random)
    {
        int[] seen = _seen[user];
        if (seen.Length == _itemCount)
        {
            int other = 1 + random.NextInt32(_itemCount - 1);
            return other < target ? other : other + 1;
        }

        // Below seen[i] there are seen[i] - 1 items, i of them seen.
        int rank = random.NextInt32(_itemCount - seen.Length);
        int low = 0;
        int high = seen.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (seen[middle] - 1 - middle <= rank)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return 1 + rank + low;
    }
}
