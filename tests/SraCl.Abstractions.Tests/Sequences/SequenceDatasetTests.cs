using SraCl.Sequences;

namespace SraCl.Abstractions.Tests.Sequences;

public class SequenceDatasetTests
{
    private static readonly IdMap Items = new(["a", "b"]);

    [Fact]
    public void TimesOf_WithTimes_GivesTheUsersOwn()
    {
        var dataset = new SequenceDataset(["u", "v"], Items, [1, 2, 1], [0, 2, 3], [5, 6, 7]);

        Assert.True(dataset.HasTimes);
        Assert.Equal([5, 6], dataset.TimesOf(0).ToArray());
        Assert.Equal([7], dataset.TimesOf(1).ToArray());
        Assert.Equal([1, 2], dataset.Sequences[0].ToArray());
    }

    [Fact]
    public void TimesOf_WithoutTimes_SaysSo()
    {
        var dataset = new SequenceDataset(["u"], Items, [1, 2], [0, 2]);

        Assert.False(dataset.HasTimes);
        Assert.Contains("has no times", Assert.Throws<InvalidOperationException>(() => dataset.TimesOf(0).Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_ArraysThatDoNotFit_Throws()
    {
        Assert.Contains("Expected one user id a sequence (1), got 2", Assert.Throws<ArgumentException>(() => new SequenceDataset(["u", "v"], Items, [1], [0, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("Expected one time an event (1), got 2", Assert.Throws<ArgumentException>(() => new SequenceDataset(["u"], Items, [1], [0, 1], [1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("Item id 3 is outside 1..2", Assert.Throws<ArgumentException>(() => new SequenceDataset(["u"], Items, [1, 3], [0, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("Item id 0 is outside 1..2", Assert.Throws<ArgumentException>(() => new SequenceDataset(["u"], Items, [0], [0, 1])).Message, StringComparison.Ordinal);
    }
}
