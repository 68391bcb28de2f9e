using SraCl.Neighbors;

namespace SraCl.Abstractions.Tests.Neighbors;

public class NeighborTableTests
{
    [Fact]
    public void Indexer_RowsOfDifferentFill_GivesTheNeighborsThatAreThere()
    {
        var table = new NeighborTable(3, 2, [2, 1, 0, NeighborTable.Absent, -1, -1]);

        Assert.Equal([2, 1], table[0].ToArray());
        Assert.Equal([0], table[1].ToArray());
        Assert.Empty(table[2].ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => table[3].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[-1].Length);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 1 }, "2 rows of 2")]
    [InlineData(new[] { 0, 1, 2, 0 }, "Row 1 has the neighbor 2")]
    [InlineData(new[] { -2, 1, 1, 0 }, "Row 0 has the neighbor -2")]
    [InlineData(new[] { 0, 1, -1, 0 }, "behind an absent one")]
    public void Constructor_BadNeighbors_SaysWhichRow(int[] neighbors, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => new NeighborTable(2, 2, neighbors)).Message, StringComparison.Ordinal);

    [Fact]
    public void Constructor_FirstPlaceAfterAnAbsentOneOfTheRowBefore_IsFine() => Assert.Equal(0, new NeighborTable(2, 2, [1, -1, 0, -1])[1][0]);
}
