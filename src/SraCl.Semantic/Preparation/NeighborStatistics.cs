using SraCl.Neighbors;

namespace SraCl.Semantic.Preparation;

/// <summary>How near neighbors are, and how evenly they are spread over the rows: what a person looks at before training with them.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
/// <param name="Rows">The number of rows that have neighbors.</param>
/// <param name="NearestCosine">The mean cosine of rows with their nearest neighbor, -1..1; 0 where there is no row.</param>
/// <param name="FarthestCosine">The mean cosine of rows with their last neighbor.</param>
/// <param name="NeverNeighbor">The number of rows with neighbors that are nobody's neighbor.</param>
/// <param name="MostFrequent">How often the row that is a neighbor most often is one.</param>
public sealed record NeighborStatistics(int Rows, double NearestCosine, double FarthestCosine, int NeverNeighbor, int MostFrequent)
{
    /// <summary>Measures neighbors.</summary>
    /// <param name="embeddings">The vectors of the rows.</param>
    /// <param name="neighbors">The neighbors of the rows.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public static NeighborStatistics Of(EmbeddingMatrix embeddings, NeighborTable neighbors)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(neighbors);
        if (embeddings.RowCount != neighbors.RowCount)
        {
            throw new ArgumentException($"There are {embeddings.RowCount} vectors and neighbors of {neighbors.RowCount} rows; expected as many.", nameof(neighbors));
        }

        var lengths = new double[embeddings.RowCount];
        for (int row = 0; row < lengths.Length; row++)
        {
            lengths[row] = Math.Sqrt(Dot(embeddings[row], embeddings[row]));
        }

        var times = new int[embeddings.RowCount];
        int rows = 0;
        double nearest = 0;
        double farthest = 0;
        for (int row = 0; row < times.Length; row++)
        {
            ReadOnlySpan<int> found = neighbors[row];
            if (found.IsEmpty)
            {
                continue;
            }

            rows++;
            nearest += Cosine(row, found[0]);
            farthest += Cosine(row, found[^1]);
            foreach (int neighbor in found)
            {
                times[neighbor]++;
            }
        }

        int never = Enumerable.Range(0, times.Length).Count(row => times[row] == 0 && neighbors[row].Length > 0);
        return new NeighborStatistics(rows, nearest / Math.Max(1, rows), farthest / Math.Max(1, rows), never, times.Max());

        double Cosine(int left, int right) => lengths[left] * lengths[right] is var length && length > 0 ? Dot(embeddings[left], embeddings[right]) / length : 0;
    }

    private static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += (double)left[i] * right[i];
        }

        return sum;
    }
}
