using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Splits;
using SraCl.Training.Windows;
using static SraCl.Training.Tests.Splits.SplitData;

namespace SraCl.Training.Tests.Windows;

public class TrainingSamplesTests
{
    [Fact]
    public void Create_AllPrefixesOfSevenItems_GivesTheGoldenSamples()
    {
        // SRA-CL's official split and augmentation of s = 1..7 with three slots.
        DatasetSplit split = new LeaveOneOutSplitter().Split(Make([[1, 2, 3, 4, 5, 6, 7]]));

        SequenceWindow[] samples = TrainingSamples.Create(split.Train, TrainingWindows.AllPrefixes, maxLength: 3);

        Assert.Equal(["1 -> 2", "1 2 -> 3", "1 2 3 -> 4", "2 3 4 -> 5"], samples.Select(sample => Show(split.Train, sample, maxLength: 3)));
    }

    [Theory]
    [InlineData(TrainingWindows.AllPrefixes, 3, "1 2 3 4 5 6")]
    [InlineData(TrainingWindows.LastOnly, 3, "6")]
    [InlineData(TrainingWindows.Shifted, 3, "3 6")]
    [InlineData(TrainingWindows.Shifted, 4, "2 6")]
    [InlineData(TrainingWindows.Shifted, 6, "6")]
    [InlineData(TrainingWindows.Shifted, 20, "6")]
    [InlineData(TrainingWindows.Shifted, 1, "1 2 3 4 5 6")]
    public void Create_SevenVisibleItems_GivesTheEnds(TrainingWindows windows, int maxLength, string ends)
    {
        var split = new TrainingSplit(Make([[1, 2, 3, 4, 5, 6, 7]]).Sequences, itemCount: 7);

        Assert.Equal(ends, string.Join(' ', TrainingSamples.Create(split, windows, maxLength).Select(sample => sample.End)));
    }

    [Fact]
    public void Create_Shifted_MakesEveryItemButTheFirstATargetExactlyOnce()
    {
        int[][] sequences = Enumerable.Range(1, 30).Select(length => Enumerable.Repeat(1, length).ToArray()).ToArray();
        var split = new TrainingSplit(Make(sequences).Sequences, itemCount: 1);
        for (int maxLength = 1; maxLength <= 12; maxLength++)
        {
            IEnumerable<(int User, int Index)> targets =
                from sample in TrainingSamples.Create(split, TrainingWindows.Shifted, maxLength)
                from index in Enumerable.Range(Math.Max(1, sample.End - maxLength + 1), Math.Min(sample.End, maxLength))
                select (sample.User, index);

            Assert.Equal(
                from user in Enumerable.Range(0, 30) from index in Enumerable.Range(1, user) select (user, index),
                targets);
        }
    }

    [Theory]
    [InlineData(TrainingWindows.AllPrefixes)]
    [InlineData(TrainingWindows.LastOnly)]
    [InlineData(TrainingWindows.Shifted)]
    public void Create_UsersWithFewerThanTwoItems_GiveNoSample(TrainingWindows windows)
    {
        var split = new TrainingSplit(Make([[1], [], [2, 3], []]).Sequences, itemCount: 3);

        Assert.Equal([new SequenceWindow(2, 1)], TrainingSamples.Create(split, windows, maxLength: 5));
    }

    [Fact]
    public void Create_NoSampleAtAll_FailsWithTheCure()
    {
        var split = new TrainingSplit(Make([[1], [2]]).Sequences, itemCount: 2);

        Assert.Contains("none of 2 users has two items", Assert.Throws<SraClException>(() => TrainingSamples.Create(split, TrainingWindows.AllPrefixes, 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ArgumentOutOfRange_Throws()
    {
        var split = new TrainingSplit(Make([[1, 2]]).Sequences, itemCount: 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => TrainingSamples.Create(split, TrainingWindows.AllPrefixes, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TrainingSamples.Create(split, (TrainingWindows)9, 5));
    }

    private static string Show(TrainingSplit split, SequenceWindow sample, int maxLength)
    {
        ReadOnlySpan<int> items = split.Sequences[sample.User];
        return $"{string.Join(' ', items[Math.Max(0, sample.End - maxLength)..sample.End].ToArray())} -> {items[sample.End]}";
    }
}
