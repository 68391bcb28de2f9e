using SraCl.Batching;

namespace SraCl.Abstractions.Tests.Batching;

public class RaggedSequencesTests
{
    [Fact]
    public void Add_ManyRowsPastEveryGrowth_KeepsThemAll()
    {
        int[][] rows = Enumerable.Range(0, 500).Select(row => Enumerable.Range(row, row % 23).ToArray()).ToArray();
        var ragged = new RaggedSequences();

        foreach (int[] row in rows)
        {
            ragged.Add(row);
        }

        Assert.Equal(rows.Length, ragged.Count);
        Assert.Equal(rows.Sum(row => row.Length), ragged.TotalItems);
        for (int row = 0; row < rows.Length; row++)
        {
            Assert.Equal(rows[row], ragged[row].ToArray());
            Assert.Equal(rows[row].Length, ragged.Length(row));
        }
    }

    [Fact]
    public void Append_WrittenAfterwards_BelongsToTheRow()
    {
        var ragged = new RaggedSequences();
        ragged.Append(2).Fill(7);
        ragged.Append(0);
        ragged.Append(1).Fill(8);

        Assert.Equal([7, 7], ragged[0].ToArray());
        Assert.Empty(ragged[1].ToArray());
        Assert.Equal([8], ragged[2].ToArray());
    }

    [Fact]
    public void Clear_ThenRefilled_ShowsOnlyTheNewRows()
    {
        var ragged = new RaggedSequences();
        ragged.Add([1, 2, 3]);
        ragged.Clear();
        Assert.Equal((0, 0), (ragged.Count, ragged.TotalItems));

        ragged.Add([4]);

        Assert.Equal([4], ragged[0].ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => ragged[1].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => ragged[-1].Length);
    }

    [Fact]
    public void Append_NegativeLength_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new RaggedSequences().Append(-1).Length);
}
