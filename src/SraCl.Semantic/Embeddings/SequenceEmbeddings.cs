using SraCl.Neighbors;
using SraCl.Sequences;

namespace SraCl.Semantic.Embeddings;

/// <summary>Makes embeddings of sequences from those of their items, where no text describes the sequence as a whole.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class SequenceEmbeddings
{
    /// <summary>Averages the vectors of each window's items.</summary>
    /// <param name="items">The items' vectors, N + 1 rows by dense id; row 0 (padding) is never read.</param>
    /// <param name="sequences">What the windows point into.</param>
    /// <param name="windows">The windows, at least one; each holds the items before its end.</param>
    /// <param name="maxLength">The number of newest items that a window is cut to, at least 1.</param>
    /// <returns>Row r is the mean of window r, scaled to length 1; zero where all its items' vectors are. The order of the items does not matter.</returns>
    /// <exception cref="ArgumentException">There is no window, or an item has no row.</exception>
    public static EmbeddingMatrix MeanOfItems(EmbeddingMatrix items, ItemSequences sequences, ReadOnlySpan<SequenceWindow> windows, int maxLength = 20)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        if (windows.IsEmpty)
        {
            throw new ArgumentException("There is no window; expected at least one.", nameof(windows));
        }

        int dimension = items.Dimension;
        var means = new float[checked(windows.Length * dimension)];
        var sum = new double[dimension]; // Wide enough that windows of the same items in another order tie exactly.
        for (int row = 0; row < windows.Length; row++)
        {
            (int user, int end) = windows[row];
            Array.Clear(sum);
            foreach (int item in sequences[user][Math.Max(0, end - maxLength)..end])
            {
                if (item >= items.RowCount)
                {
                    throw new ArgumentException($"User {user} has the item {item}, but the vectors end at item {items.RowCount - 1}; expected a row for every item.", nameof(items));
                }

                ReadOnlySpan<float> vector = items[item];
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += vector[i];
                }
            }

            double squares = 0;
            foreach (double value in sum)
            {
                squares += value * value;
            }

            double factor = squares == 0 ? 0 : 1 / Math.Sqrt(squares);
            for (int i = 0; i < sum.Length; i++)
            {
                means[(row * dimension) + i] = (float)(sum[i] * factor);
            }
        }

        return new EmbeddingMatrix(dimension, means);
    }
}
