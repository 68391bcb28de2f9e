using SraCl.Neighbors;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Makes and compares what several kinds of files hold.</summary>
internal static class Contents
{
    public static EmbeddingMatrix Matrix(int rows, int columns) =>
        new(columns, Enumerable.Range(0, rows * columns).Select(i => MathF.Sin(i) * (i % 4)).ToArray());

    public static void CheckFinite(EmbeddingMatrix matrix)
    {
        for (int row = 0; row < matrix.RowCount; row++)
        {
            foreach (float value in matrix[row])
            {
                if (!float.IsFinite(value))
                {
                    throw new FindingException($"accepted, although row {row} holds {value}");
                }
            }
        }
    }

    public static void CheckRange(NeighborTable table)
    {
        for (int row = 0; row < table.RowCount; row++)
        {
            foreach (int neighbor in table[row])
            {
                if (neighbor < 0 || neighbor >= table.RowCount)
                {
                    throw new FindingException($"accepted, although row {row} has the neighbor {neighbor}");
                }
            }
        }
    }

    public static bool Same(EmbeddingMatrix left, EmbeddingMatrix right) =>
        left.RowCount == right.RowCount && Enumerable.Range(0, left.RowCount).All(row => left[row].SequenceEqual(right[row]));

    public static bool Same(NeighborTable left, NeighborTable right) =>
        left.RowCount == right.RowCount && left.K == right.K && Enumerable.Range(0, left.RowCount).All(row => left[row].SequenceEqual(right[row]));
}
