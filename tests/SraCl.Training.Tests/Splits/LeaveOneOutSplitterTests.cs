using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Splits;
using static SraCl.Training.Tests.Splits.SplitData;

namespace SraCl.Training.Tests.Splits;

public class LeaveOneOutSplitterTests
{
    private readonly LeaveOneOutSplitter _splitter = new();

    [Fact]
    public void Split_LongAndShortUsers_CutsTheLongOnesOnly()
    {
        DatasetSplit split = _splitter.Split(Make([[1, 2, 3, 4], [5, 6], [7], [8, 1, 2]]));

        Assert.Equal("leave-one-out", split.Protocol);
        Assert.Equal(["1 2", "5 6", "7", "8"], Show(split.Train.Sequences));
        Assert.Equal(["1 2 3", "5 6", "7", "8 1"], Show(split.Validation.Sequences));
        Assert.Equal(["1 2 3 4", "5 6", "7", "8 1 2"], Show(split.Test.Sequences));
        Assert.Equal([new SequenceWindow(0, 2), new SequenceWindow(3, 1)], split.Validation.Cases.ToArray());
        Assert.Equal([new SequenceWindow(0, 3), new SequenceWindow(3, 2)], split.Test.Cases.ToArray());
        Assert.Equal([3, 1], Enumerable.Range(0, 2).Select(split.Validation.Target));
        Assert.Equal([4, 2], Enumerable.Range(0, 2).Select(split.Test.Target));
        Assert.Equal([1, 2, 3], split.Test.History(0).ToArray());
        Assert.Equal(8, split.Train.ItemCount);
    }

    [Fact]
    public void Split_PoisonedHeldOutEvents_CannotBeSeenThroughEarlierParts()
    {
        DatasetSplit clean = _splitter.Split(Make([[1, 2, 3, 4, 5], [5, 4, 3]]));
        DatasetSplit poisoned = _splitter.Split(Make([[1, 2, 3, 5, 1], [5, 1, 1]]));

        Assert.Equal(Show(clean.Train.Sequences), Show(poisoned.Train.Sequences));
        Assert.Equal(clean.Validation.History(0).ToArray(), poisoned.Validation.History(0).ToArray());
        Assert.Throws<IndexOutOfRangeException>(() => clean.Train.Sequences[0][3]);
        Assert.Throws<IndexOutOfRangeException>(() => clean.Validation.Sequences[0][4]);
    }

    [Fact]
    public void Split_NoUserWithThreeItems_FailsWithTheCure()
    {
        string message = Assert.Throws<SraClException>(() => _splitter.Split(Make([[1, 2], [3]]))).Message;

        Assert.Contains("the longest of 2 sequences has 2", message, StringComparison.Ordinal);
    }
}
