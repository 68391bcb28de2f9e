using SraCl.Sequences;

namespace SraCl.Abstractions.Tests.Sequences;

public class ItemSequencesTests
{
    private readonly ItemSequences _sequences = new([1, 2, 3, 4, 5], [0, 3, 3, 5]);

    [Fact]
    public void Indexer_EachUser_GivesItsItems()
    {
        Assert.Equal(3, _sequences.Count);
        Assert.Equal(5, _sequences.TotalItems);
        Assert.Equal([1, 2, 3], _sequences[0].ToArray());
        Assert.Empty(_sequences[1].ToArray());
        Assert.Equal([4, 5], _sequences[2].ToArray());
        Assert.Equal([3, 0, 2], Enumerable.Range(0, 3).Select(_sequences.Length));
    }

    [Fact]
    public void Truncate_ShorterLengths_HidesTheRestForGood()
    {
        ItemSequences truncated = _sequences.Truncate([1, 0, 2]);

        Assert.Equal([1], truncated[0].ToArray());
        Assert.Equal([4, 5], truncated[2].ToArray());
        Assert.Equal(3, truncated.TotalItems);
        Assert.Throws<IndexOutOfRangeException>(() => truncated[0][1]);
        Assert.Throws<ArgumentException>(() => truncated.Truncate([2, 0, 2]));
        Assert.Equal([1, 2, 3], _sequences[0].ToArray());
    }

    [Theory]
    [InlineData(new[] { 4, 0, 0 })]
    [InlineData(new[] { -1, 0, 0 })]
    [InlineData(new[] { 1, 0 })]
    public void Truncate_LengthsThatDoNotFit_Throws(int[] lengths) => Assert.Throws<ArgumentException>(() => _sequences.Truncate(lengths));

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 1, 5 })]
    [InlineData(new[] { 0, 4 })]
    [InlineData(new[] { 0, 6 })]
    [InlineData(new[] { 0, 3, 2, 5 })]
    public void Constructor_OffsetsThatDoNotFit_Throws(int[] offsets) => Assert.Throws<ArgumentException>(() => new ItemSequences([1, 2, 3, 4, 5], offsets));
}
