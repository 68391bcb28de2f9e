using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Training.Splits;

/// <summary>Cuts all users at the same two times: training sees what happened before the first, validation asks for events up to the second, test for those after it.</summary>
/// <remarks>
/// What a model in service meets: no event of the future is in training, not even another user's. Targets that no training event had count like
/// any other, although a model of ids cannot know them. Safe for concurrent use.
/// </remarks>
public sealed class GlobalTimeSplitter : IDatasetSplitter
{
    private readonly GlobalTimeSplitOptions _options;

    /// <summary>Creates a splitter.</summary>
    /// <param name="options">Where to cut; the newest tenth tests and the tenth before it validates when null. Must not change afterwards.</param>
    /// <exception cref="SraClException">An option is invalid.</exception>
    public GlobalTimeSplitter(GlobalTimeSplitOptions? options = null)
    {
        _options = options ?? new GlobalTimeSplitOptions();
        _options.Validate();
    }

    /// <inheritdoc/>
    public DatasetSplit Split(SequenceDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!dataset.HasTimes)
        {
            throw new SraClException($"A global-time split needs times, but the data set has none. Read it from a format with a time column, or use {nameof(LeaveOneOutSplitter)}.");
        }

        (long validationStart, long testStart) = Cuts(dataset);
        int[] trainEnds = Before(dataset, validationStart);
        int[] validationEnds = Before(dataset, testStart);
        ItemSequences train = dataset.Sequences.Truncate(trainEnds);
        if (train.TotalItems == 0)
        {
            throw new SraClException(FormattableString.Invariant($"No event is earlier than the validation start {validationStart}, so there is nothing to train on. Choose a later start; times are in the unit of the data."));
        }

        return new DatasetSplit(
            FormattableString.Invariant($"global-time (validation from {validationStart}, test from {testStart}, {(_options.Cases == EvaluationCases.EveryEvent ? "every event" : "first event of a known user")})"),
            new TrainingSplit(train, dataset.Items.Count),
            Window("validation", validationStart, dataset.Sequences.Truncate(validationEnds), trainEnds),
            Window("test", testStart, dataset.Sequences, validationEnds));
    }

    private (long ValidationStart, long TestStart) Cuts(SequenceDataset dataset)
    {
        long validationStart;
        long testStart;
        if (_options.ValidationStart is { } givenValidation && _options.TestStart is { } givenTest)
        {
            (validationStart, testStart) = (givenValidation, givenTest);
        }
        else
        {
            long[] times = SortedTimes(dataset);
            testStart = _options.TestStart ?? FromEnd(times, _options.TestShare);
            validationStart = _options.ValidationStart ?? FromEnd(times, _options.TestShare + _options.ValidationShare);
        }

        return validationStart < testStart
            ? (validationStart, testStart)
            : throw new SraClException(FormattableString.Invariant(
                $"The validation start {validationStart} is not before the test start {testStart}. Choose other times or shares; too many events at one time cannot be divided by share."));
    }

    private static long FromEnd(long[] times, double share) => times[times.Length - Math.Clamp((int)Math.Round(times.Length * share), 1, times.Length)];

    private static long[] SortedTimes(SequenceDataset dataset)
    {
        var times = new long[dataset.Sequences.TotalItems];
        int filled = 0;
        for (int user = 0; user < dataset.Sequences.Count; user++)
        {
            ReadOnlySpan<long> own = dataset.TimesOf(user);
            own.CopyTo(times.AsSpan(filled));
            filled += own.Length;
        }

        Array.Sort(times);
        return times;
    }

    /// <summary>Counts each user's events before a time.</summary>
    private static int[] Before(SequenceDataset dataset, long time)
    {
        var counts = new int[dataset.Sequences.Count];
        for (int user = 0; user < counts.Length; user++)
        {
            ReadOnlySpan<long> times = dataset.TimesOf(user);
            int count = 0;
            while (count < times.Length && times[count] < time)
            {
                count++;
            }

            counts[user] = count;
        }

        return counts;
    }

    /// <summary>Lists the cases among the events from <paramref name="starts"/> to the visible ends.</summary>
    private EvaluationSplit Window(string name, long start, ItemSequences visible, int[] starts)
    {
        var cases = new List<SequenceWindow>();
        for (int user = 0; user < visible.Count; user++)
        {
            // Who comes with the window has no history but the window's own events.
            (int first, int end) = _options.Cases == EvaluationCases.FirstOfUser
                ? (starts[user], starts[user] == 0 ? 0 : Math.Min(starts[user] + 1, visible.Length(user)))
                : (Math.Max(1, starts[user]), visible.Length(user));
            for (int target = first; target < end; target++)
            {
                cases.Add(new SequenceWindow(user, target));
            }
        }

        return cases.Count > 0
            ? new EvaluationSplit(name, visible, cases)
            : throw new SraClException(FormattableString.Invariant(
                $"The {name} window from {start} has no event with a history. Expected at least one; choose an earlier start or a larger share."));
    }
}
