using SraCl.Sequences;

namespace SraCl.Splits;

/// <summary>What training may see: the users' sequences up to where evaluation begins. Later events cannot be reached through it.</summary>
/// <remarks>
/// Everything that learns or prepares from data (training, semantic preparation, negative sampling) takes this type, so that
/// no validation or test event can leak in. Immutable, hence safe for concurrent use.
/// </remarks>
public sealed class TrainingSplit
{
    /// <summary>Creates a training split.</summary>
    /// <param name="sequences">The visible part of every user's sequence; users keep their index even when nothing is visible.</param>
    /// <param name="itemCount">The number of items N of the catalogue; ids are 1..N.</param>
    /// <exception cref="ArgumentException">An item id is outside 1..N.</exception>
    public TrainingSplit(ItemSequences sequences, int itemCount)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(itemCount, 1);
        for (int user = 0; user < sequences.Count; user++)
        {
            foreach (int item in sequences[user])
            {
                if ((uint)(item - 1) >= (uint)itemCount)
                {
                    throw new ArgumentException(
                        $"User {user} has item id {item}; expected 1..{itemCount}. Map ids to dense ones with IdMap (0 is padding), or give the whole catalogue's number of items.",
                        nameof(sequences));
                }
            }
        }

        Sequences = sequences;
        ItemCount = itemCount;
    }

    /// <summary>Gets the visible part of every user's sequence.</summary>
    public ItemSequences Sequences { get; }

    /// <summary>Gets the number of items N of the catalogue; ids are 1..N.</summary>
    public int ItemCount { get; }
}
