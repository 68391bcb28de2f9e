using SraCl.Neighbors;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Retrieval;

/// <summary>Vectors scaled to length 1, in the panels of <see cref="PanelProducts"/>.</summary>
internal static class UnitVectors
{
    /// <summary>The number of floats that the panels of some rows take.</summary>
    public static int Size(int rows, int width, int dimension) => checked((rows + width - 1) / width * width * dimension);

    /// <summary>Writes rows of a matrix, each at length 1; one of zeros stays one. What the last panel lacks in rows stays as it is.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="width">The number of rows of a panel.</param>
    /// <param name="panels">Takes <see cref="Size"/> floats.</param>
    public static void Write(EmbeddingMatrix matrix, ReadOnlySpan<int> rows, int width, Span<float> panels)
    {
        int dimension = matrix.Dimension;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> vector = matrix[rows[i]];
            Span<float> panel = panels.Slice(i / width * width * dimension, width * dimension);
            double factor = UnitLength.Factor(vector);
            for (int j = 0, place = i % width; j < vector.Length; j++, place += width)
            {
                panel[place] = (float)(vector[j] * factor);
            }
        }
    }
}
