using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Abstractions.Tests.Splits;

public sealed class TrainingSplitTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(6)]
    public void Constructor_ItemOutsideTheCatalogue_NamesUserAndItem(int item)
    {
        string message = Assert.Throws<ArgumentException>(() => new TrainingSplit(new ItemSequences([1, 5, 2, item], [0, 2, 4]), itemCount: 5)).Message;

        Assert.Contains($"User 1 has item id {item}; expected 1..5", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_ItemThatIsNotVisible_IsNotAskedFor()
    {
        ItemSequences visible = new ItemSequences([1, 5, 9], [0, 3]).Truncate([2]);

        Assert.Equal(2, new TrainingSplit(visible, itemCount: 5).Sequences.Length(0));
    }
}
