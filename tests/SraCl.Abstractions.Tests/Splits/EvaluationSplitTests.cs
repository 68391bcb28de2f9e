using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Abstractions.Tests.Splits;

public class EvaluationSplitTests
{
    private readonly ItemSequences _sequences = new([1, 2, 3, 4, 5], [0, 3, 5]);

    [Fact]
    public void HistoryAndTarget_EachCase_DivideTheSequenceAtItsEnd()
    {
        var split = new EvaluationSplit("test", _sequences, [new SequenceWindow(0, 2), new SequenceWindow(1, 1)]);

        Assert.Equal(2, split.Count);
        Assert.Equal([1, 2], split.History(0).ToArray());
        Assert.Equal(3, split.Target(0));
        Assert.Equal([4], split.History(1).ToArray());
        Assert.Equal(5, split.Target(1));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 3)]
    [InlineData(1, 2)]
    public void Constructor_CaseWithoutHistoryOrTarget_Throws(int user, int end) =>
        Assert.Throws<ArgumentException>(() => new EvaluationSplit("test", _sequences, [new SequenceWindow(user, end)]));

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Constructor_CaseOfNoUser_NamesIt(int user) =>
        Assert.Contains(
            $"user {user}, end 1) is of a user outside 0..1",
            Assert.Throws<ArgumentException>(() => new EvaluationSplit("test", _sequences, [new SequenceWindow(user, 1)])).Message,
            StringComparison.Ordinal);
}
