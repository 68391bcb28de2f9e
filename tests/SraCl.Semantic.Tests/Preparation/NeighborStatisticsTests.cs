using SraCl.Neighbors;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Retrieval;

namespace SraCl.Semantic.Tests.Preparation;

public sealed class NeighborStatisticsTests
{
    [Fact]
    public void Of_RandomVectors_EqualsCountingByHand()
    {
        const int Rows = 40;
        EmbeddingMatrix vectors = Numbers.Matrix(Rows, 5, seed: 4);
        NeighborTable table = NearestNeighbors.Find(vectors, 3, new NeighborRules { Queries = [false, .. Enumerable.Repeat(true, Rows - 1)] });
        int[][] neighbors = [.. Enumerable.Range(0, Rows).Select(row => table[row].ToArray())];

        var statistics = NeighborStatistics.Of(vectors, table);

        Assert.Equal(Rows - 1, statistics.Rows);
        Assert.Equal(Enumerable.Range(1, Rows - 1).Average(row => Numbers.Cosine(vectors[row], vectors[neighbors[row][0]])), statistics.NearestCosine, 9);
        Assert.Equal(Enumerable.Range(1, Rows - 1).Average(row => Numbers.Cosine(vectors[row], vectors[neighbors[row][2]])), statistics.FarthestCosine, 9);
        Assert.Equal(Enumerable.Range(1, Rows - 1).Count(row => !neighbors.Any(found => found.Contains(row))), statistics.NeverNeighbor);
        Assert.Equal(neighbors.SelectMany(found => found).CountBy(row => row).Max(count => count.Value), statistics.MostFrequent);
        Assert.NotEqual(0, statistics.NeverNeighbor);
    }

    [Fact]
    public void Of_ZeroVector_HasCosineZero()
    {
        var statistics = NeighborStatistics.Of(new EmbeddingMatrix(2, [0, 0, 1, 0, 0, 1]), new NeighborTable(3, 1, [1, 0, 0]));

        Assert.Equal((3, 0.0, 0.0, 1, 2), (statistics.Rows, statistics.NearestCosine, statistics.FarthestCosine, statistics.NeverNeighbor, statistics.MostFrequent));
    }

    [Fact]
    public void Of_OtherNumbersOfRows_SaysBoth() =>
        Assert.Contains("3 vectors and neighbors of 2 rows", Assert.Throws<ArgumentException>(() => NeighborStatistics.Of(Numbers.Matrix(3, 2, 1), new NeighborTable(2, 1, [1, 0]))).Message, StringComparison.Ordinal);
}
