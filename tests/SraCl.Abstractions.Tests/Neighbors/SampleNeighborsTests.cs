using SraCl.Neighbors;
using SraCl.Sequences;

namespace SraCl.Abstractions.Tests.Neighbors;

public class SampleNeighborsTests
{
    private static readonly ItemSequences Sequences = new([1, 2, 3, 4, 5], [0, 3, 5]);
    private static readonly SequenceWindow[] Windows = [new(1, 2), new(0, 3)];
    private static readonly EmbeddingMatrix Embeddings = new(2, [1, 2, 3, 4]);
    private static readonly NeighborTable Table = new(2, 1, [1, 0]);

    [Fact]
    public void RowOf_Windows_FindsTheirRowsAndItems()
    {
        var neighbors = new SampleNeighbors(Sequences, Windows, Embeddings, Table);

        Assert.Equal(0, neighbors.RowOf(new(1, 2)));
        Assert.Equal(1, neighbors.RowOf(new(0, 3)));
        Assert.Equal(-1, neighbors.RowOf(new(0, 2)));
        Assert.Equal([2, 3], neighbors.Items(1, maxLength: 2).ToArray());
        Assert.Equal([1, 2, 3], neighbors.Items(1, maxLength: 9).ToArray());
        Assert.Equal([3, 4], neighbors.Embeddings[1].ToArray());
    }

    [Fact]
    public void Constructor_PartsThatDoNotFit_SaysHow()
    {
        Assert.Contains("1 windows, 2 embeddings", Message(() => new SampleNeighbors(Sequences, [new(0, 1)], Embeddings, Table)), StringComparison.Ordinal);
        Assert.Contains("(user 0, end 4)", Message(() => new SampleNeighbors(Sequences, [new(1, 1), new(0, 4)], Embeddings, Table)), StringComparison.Ordinal);
        Assert.Contains("(user 2, end 1)", Message(() => new SampleNeighbors(Sequences, [new(2, 1), new(0, 1)], Embeddings, Table)), StringComparison.Ordinal);
        Assert.Contains("rows 0 and 1", Message(() => new SampleNeighbors(Sequences, [new(0, 1), new(0, 1)], Embeddings, Table)), StringComparison.Ordinal);
    }

    [Fact]
    public void EmbeddingMatrix_BadValues_SaysWhere()
    {
        Assert.Contains("Row 1 holds NaN", Message(() => new EmbeddingMatrix(2, [1, 2, 3, float.NaN])), StringComparison.Ordinal);
        Assert.Contains("3 numbers", Message(() => new EmbeddingMatrix(2, [1, 2, 3])), StringComparison.Ordinal);
        Assert.Contains("0 numbers", Message(() => new EmbeddingMatrix(2, [])), StringComparison.Ordinal);
    }

    private static string Message(Func<object> make) => Assert.Throws<ArgumentException>(make).Message;
}
