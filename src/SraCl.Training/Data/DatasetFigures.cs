using SraCl.Sequences;

namespace SraCl.Training.Data;

/// <summary>Counts the figures of a data set.</summary>
internal static class DatasetFigures
{
    /// <summary>Describes a data set of which nothing was dropped.</summary>
    /// <param name="dataset">The data set.</param>
    /// <returns>The figures.</returns>
    public static DatasetSummary Describe(SequenceDataset dataset)
    {
        ItemSequences sequences = dataset.Sequences;
        int min = int.MaxValue;
        int max = 0;
        int events = 0;
        int tied = 0;
        for (int user = 0; user < sequences.Count; user++)
        {
            int length = sequences.Length(user);
            min = Math.Min(min, length);
            max = Math.Max(max, length);
            events += length;
            tied += dataset.HasTimes ? Tied(dataset.TimesOf(user)) : 0;
        }

        return new DatasetSummary
        {
            Users = sequences.Count,
            Items = dataset.Items.Count,
            Events = events,
            MinLength = min,
            MaxLength = max,
            TiedShare = dataset.HasTimes ? (double)tied / events : null,
            DroppedByRating = 0,
            DroppedByTime = 0,
            DroppedDuplicates = 0,
            DroppedByCore = 0,
        };
    }

    private static int Tied(ReadOnlySpan<long> times)
    {
        int tied = 0;
        for (int i = 0; i < times.Length; i++)
        {
            if ((i > 0 && times[i - 1] == times[i]) || (i + 1 < times.Length && times[i + 1] == times[i]))
            {
                tied++;
            }
        }

        return tied;
    }
}
