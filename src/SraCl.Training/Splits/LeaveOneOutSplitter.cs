using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Training.Splits;

/// <summary>
/// The split of most published results: of every user with at least three items the last is the test target, the one before it the validation target,
/// and training sees the rest. Users with fewer items train only.
/// </summary>
/// <remarks>
/// Training sees other users' events that are later than a user's test event; <see cref="GlobalTimeSplitter"/> does not have this flaw.
/// Safe for concurrent use.
/// </remarks>
public sealed class LeaveOneOutSplitter : IDatasetSplitter
{
    private const int MinLength = 3;

    /// <inheritdoc/>
    public DatasetSplit Split(SequenceDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ItemSequences sequences = dataset.Sequences;
        int longest = 0;
        for (int user = 0; user < sequences.Count; user++)
        {
            longest = Math.Max(longest, sequences.Length(user));
        }

        if (longest < MinLength)
        {
            throw new SraClException(
                $"Leave-one-out needs a user with at least {MinLength} items (training, validation, test), but the longest of {sequences.Count} sequences has {longest}. Load data with longer sequences; check that user and item columns are not swapped.");
        }

        return new DatasetSplit(
            "leave-one-out",
            new TrainingSplit(Without(sequences, 2), dataset.Items.Count),
            LastOf("validation", Without(sequences, 1), sequences),
            LastOf("test", sequences, sequences));
    }

    /// <summary>Hides the newest items of every user that is evaluated.</summary>
    private static ItemSequences Without(ItemSequences sequences, int hidden)
    {
        var lengths = new int[sequences.Count];
        for (int user = 0; user < lengths.Length; user++)
        {
            int length = sequences.Length(user);
            lengths[user] = length < MinLength ? length : length - hidden;
        }

        return sequences.Truncate(lengths);
    }

    private static EvaluationSplit LastOf(string name, ItemSequences visible, ItemSequences sequences) => new(
        name,
        visible,
        Enumerable.Range(0, sequences.Count)
            .Where(user => sequences.Length(user) >= MinLength)
            .Select(user => new SequenceWindow(user, visible.Length(user) - 1)));
}
