using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Semantic.Preparation;

/// <summary>Lists the windows of sequences that are embedded, in the order of the rows.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class SequenceWindows
{
    /// <summary>Lists all training samples: of each user's visible items all prefixes that leave a target.</summary>
    /// <param name="train">What training may see.</param>
    /// <returns>User by user, ends 1..visible length - 1.</returns>
    /// <exception cref="SraClException">No user has two visible items.</exception>
    public static SequenceWindow[] OfTraining(TrainingSplit train)
    {
        ArgumentNullException.ThrowIfNull(train);
        return Prefixes(train.Sequences);
    }

    /// <summary>Lists all prefixes of whole sequences that leave an item, the inputs of validation and test among them: the official pool (SRA-CL spec 1.4.1).</summary>
    /// <param name="split">The whole split.</param>
    /// <returns>User by user, ends 1..length - 1.</returns>
    /// <exception cref="SraClException">No user has two items.</exception>
    public static SequenceWindow[] OfAll(DatasetSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        return Prefixes(split.Test.Sequences);
    }

    /// <summary>Hides every user's last item, which is in none of the prefixes of <see cref="OfAll"/>, unless training sees it.</summary>
    internal static ItemSequences WithoutTargets(DatasetSplit split)
    {
        ItemSequences whole = split.Test.Sequences;
        var lengths = new int[whole.Count];
        for (int user = 0; user < lengths.Length; user++)
        {
            lengths[user] = Math.Max(Math.Max(0, whole.Length(user) - 1), split.Train.Sequences.Length(user));
        }

        return whole.Truncate(lengths);
    }

    private static SequenceWindow[] Prefixes(ItemSequences sequences)
    {
        var windows = new List<SequenceWindow>();
        for (int user = 0; user < sequences.Count; user++)
        {
            for (int end = 1; end < sequences.Length(user); end++)
            {
                windows.Add(new SequenceWindow(user, end));
            }
        }

        return windows.Count > 0 ? [.. windows] : throw new SraClException(
            $"There is no training sample: none of {sequences.Count} users has two items. Load data with longer sequences, or split later.");
    }
}
