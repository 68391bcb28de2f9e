using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Training.Windows;

/// <summary>Lists the samples of a training run.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class TrainingSamples
{
    /// <summary>Lists the samples as positions; no item is copied.</summary>
    /// <param name="split">What training may see.</param>
    /// <param name="windows">Which samples to take.</param>
    /// <param name="maxLength">The number of newest items that an input is cut to, at least 1; counts for <see cref="TrainingWindows.Shifted"/> alone.</param>
    /// <returns>The samples, user by user, oldest first. A sample's place in the list is its number for random streams and tables.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 1, or the windows are not of the enumeration.</exception>
    /// <exception cref="SraClException">No sequence has two visible items.</exception>
    public static SequenceWindow[] Create(TrainingSplit split, TrainingWindows windows, int maxLength)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        if (!Enum.IsDefined(windows))
        {
            throw new ArgumentOutOfRangeException(nameof(windows), windows, $"Expected a {nameof(TrainingWindows)}.");
        }

        ItemSequences sequences = split.Sequences;
        int total = 0;
        for (int user = 0; user < sequences.Count; user++)
        {
            total += Count(sequences.Length(user) - 1, windows, maxLength);
        }

        if (total == 0)
        {
            throw new SraClException(
                $"There is no training sample: none of {sequences.Count} users has two items before evaluation begins. Load data with longer sequences, or split later.");
        }

        var samples = new SequenceWindow[total];
        int next = 0;
        for (int user = 0; user < sequences.Count; user++)
        {
            // Ends count back from the newest item, so that the oldest window is the short one.
            int last = sequences.Length(user) - 1;
            for (int left = Count(last, windows, maxLength) - 1; left >= 0; left--)
            {
                samples[next++] = new SequenceWindow(user, last - (left * Stride(windows, maxLength)));
            }
        }

        return samples;
    }

    /// <summary>Counts the samples of a user whose newest item stands at an index.</summary>
    private static int Count(int last, TrainingWindows windows, int maxLength) =>
        last < 1 ? 0
        : windows == TrainingWindows.LastOnly ? 1
        : ((last - 1) / Stride(windows, maxLength)) + 1;

    private static int Stride(TrainingWindows windows, int maxLength) => windows == TrainingWindows.Shifted ? maxLength : 1;
}
