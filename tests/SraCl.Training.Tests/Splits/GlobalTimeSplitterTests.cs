using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Splits;
using static SraCl.Training.Tests.Splits.SplitData;

namespace SraCl.Training.Tests.Splits;

public class GlobalTimeSplitterTests
{
    private static readonly SequenceDataset Sample = Make(
        [[1, 2, 3, 4, 5], [6, 7], [8, 1, 2]],
        [[1, 10, 12, 20, 25], [11, 21], [1, 2, 3]]);

    [Fact]
    public void Split_AtTimes_CutsEveryUserThere()
    {
        DatasetSplit split = new GlobalTimeSplitter(new GlobalTimeSplitOptions { ValidationStart = 10, TestStart = 20 }).Split(Sample);

        Assert.Equal("global-time (validation from 10, test from 20, every event)", split.Protocol);
        Assert.Equal(["1", "", "8 1 2"], Show(split.Train.Sequences));
        Assert.Equal(["1 2 3", "6", "8 1 2"], Show(split.Validation.Sequences));
        Assert.Equal([new SequenceWindow(0, 1), new SequenceWindow(0, 2)], split.Validation.Cases.ToArray());
        Assert.Equal([new SequenceWindow(0, 3), new SequenceWindow(0, 4), new SequenceWindow(1, 1)], split.Test.Cases.ToArray());
    }

    [Fact]
    public void Split_FirstOfUser_TakesOneCaseAUserAndWindow()
    {
        var options = new GlobalTimeSplitOptions { ValidationStart = 10, TestStart = 20, Cases = EvaluationCases.FirstOfUser };

        DatasetSplit split = new GlobalTimeSplitter(options).Split(Sample);

        Assert.Equal([new SequenceWindow(0, 1)], split.Validation.Cases.ToArray());
        Assert.Equal([new SequenceWindow(0, 3), new SequenceWindow(1, 1)], split.Test.Cases.ToArray());
    }

    [Fact]
    public void Split_FirstOfUser_PredictsNobodyWhoComesWithTheWindow()
    {
        SequenceDataset dataset = Make([[1, 2, 3, 4], [5, 6, 7, 8], [1, 2]], [[1, 10, 20, 21], [11, 12, 21, 22], [20, 21]]);
        var options = new GlobalTimeSplitOptions { ValidationStart = 10, TestStart = 20, Cases = EvaluationCases.FirstOfUser };

        DatasetSplit split = new GlobalTimeSplitter(options).Split(dataset);

        Assert.Equal("global-time (validation from 10, test from 20, first event of a known user)", split.Protocol);
        Assert.Equal([new SequenceWindow(0, 1)], split.Validation.Cases.ToArray());
        Assert.Equal([new SequenceWindow(0, 2), new SequenceWindow(1, 2)], split.Test.Cases.ToArray());
    }

    [Fact]
    public void Split_ByShare_CutsAtQuantilesOfAllEvents()
    {
        SequenceDataset dataset = Make([[.. Enumerable.Repeat(1, 50)], [.. Enumerable.Repeat(2, 50)]], [[.. Range(0)], [.. Range(1)]]);

        DatasetSplit split = new GlobalTimeSplitter(new GlobalTimeSplitOptions { ValidationShare = 0.2, TestShare = 0.1 }).Split(dataset);

        Assert.Equal("global-time (validation from 70, test from 90, every event)", split.Protocol);
        Assert.Equal((70, 20, 10), (split.Train.Sequences.TotalItems, split.Validation.Count, split.Test.Count));

        static IEnumerable<long> Range(int first) => Enumerable.Range(0, 50).Select(i => (long)((2 * i) + first));
    }

    [Fact]
    public void Split_RandomEvents_EqualsTheNaiveReference()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            CounterRandom random = CounterRandom.Create(seed);
            var sequences = new int[20][];
            var times = new long[20][];
            for (int user = 0; user < 20; user++)
            {
                sequences[user] = new int[random.NextInt32(12)];
                times[user] = new long[sequences[user].Length];
                for (int i = 0; i < sequences[user].Length; i++)
                {
                    sequences[user][i] = 1 + random.NextInt32(9);
                    times[user][i] = random.NextInt32(100);
                }

                Array.Sort(times[user]);
            }

            DatasetSplit split = new GlobalTimeSplitter(new GlobalTimeSplitOptions { ValidationStart = 50, TestStart = 75 }).Split(Make(sequences, times));

            Assert.Equal(sequences.Select((items, user) => string.Join(' ', items.Where((_, i) => times[user][i] < 50))), Show(split.Train.Sequences));
            Assert.Equal(Cases(50, 75), split.Validation.Cases.ToArray());
            Assert.Equal(Cases(75, 100), split.Test.Cases.ToArray());

            IEnumerable<SequenceWindow> Cases(long start, long before) =>
                from user in Enumerable.Range(0, 20)
                from end in Enumerable.Range(0, sequences[user].Length)
                where end >= 1 && times[user][end] >= start && times[user][end] < before
                select new SequenceWindow(user, end);
        }
    }

    [Fact]
    public void Split_EventsOfTheFuture_CannotBeSeenThroughEarlierParts()
    {
        DatasetSplit split = new GlobalTimeSplitter(new GlobalTimeSplitOptions { ValidationStart = 10, TestStart = 20 }).Split(Sample);

        Assert.Throws<IndexOutOfRangeException>(() => split.Train.Sequences[0][1]);
        Assert.Throws<IndexOutOfRangeException>(() => split.Validation.Sequences[0][3]);
    }

    [Theory]
    [InlineData(0L, 20L, "No event is earlier than the validation start 0")]
    [InlineData(13L, 15L, "The validation window from 13 has no event")]
    [InlineData(10L, 30L, "The test window from 30 has no event")]
    public void Split_EmptyPart_FailsWithTheTime(long validationStart, long testStart, string message)
    {
        var splitter = new GlobalTimeSplitter(new GlobalTimeSplitOptions { ValidationStart = validationStart, TestStart = testStart });

        Assert.Contains(message, Assert.Throws<SraClException>(() => splitter.Split(Sample)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_AllEventsAtOneTime_CannotBeDividedByShare()
    {
        SequenceDataset dataset = Make([[1, 2, 3]], [[5, 5, 5]]);

        Assert.Contains("is not before the test start 5", Assert.Throws<SraClException>(() => new GlobalTimeSplitter().Split(dataset)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_NoTimes_FailsWithTheCure() =>
        Assert.Contains("needs times", Assert.Throws<SraClException>(() => new GlobalTimeSplitter().Split(Make([[1, 2, 3]]))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0.0, 0.1, "ValidationShare is 0")]
    [InlineData(0.1, 1.0, "TestShare is 1")]
    [InlineData(0.1, double.NaN, "TestShare is NaN")]
    [InlineData(0.5, 0.5, "is 1; expected a sum below 1")]
    public void Constructor_ShareOutOfRange_NamesIt(double validation, double test, string message)
    {
        var options = new GlobalTimeSplitOptions { ValidationShare = validation, TestShare = test };

        Assert.Contains(message, Assert.Throws<SraClException>(() => new GlobalTimeSplitter(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TimesUpsideDown_Fails() =>
        Assert.Throws<SraClException>(() => new GlobalTimeSplitter(new GlobalTimeSplitOptions { ValidationStart = 20, TestStart = 10 }));
}
