using SraCl.Randomness;

namespace SraCl.Semantic.Numerics;

/// <summary>
/// The leading singular directions of a sparse matrix, by randomized subspace iteration (Halko, Martinsson and Tropp, SIAM Review 53 (2011), algorithm 4.4).
/// </summary>
/// <remarks>Holds two dense matrices, one row a row and one a column of the matrix, of the wanted width and a little more.</remarks>
internal static class TruncatedSvd
{
    /// <summary>How many directions more than wanted are followed: those at the end of the wanted ones converge faster then.</summary>
    private const int Oversampling = 16;

    /// <summary>A direction is taken for a combination of others when so little of its squared length is left: single precision leaves more of a real one.</summary>
    private const double Dependent = 1e-12;

    /// <summary>Projects the rows of a matrix A = UΣVᵀ on its leading right singular vectors.</summary>
    /// <param name="matrix">A.</param>
    /// <param name="dimension">The number d of singular vectors.</param>
    /// <param name="iterations">How often the random start is multiplied with AᵀA.</param>
    /// <param name="seed">The seed of the random start.</param>
    /// <param name="options">The largest number of threads, and what ends the work.</param>
    /// <returns>UΣ, <c>[rows, d]</c>, the largest singular value first; zeros in columns beyond A's rank.</returns>
    public static float[] Project(SparseMatrix matrix, int dimension, int iterations, long seed, ParallelOptions options)
    {
        int width = (dimension + Oversampling + DenseProducts.WidthMultiple - 1) / DenseProducts.WidthMultiple * DenseProducts.WidthMultiple;
        float[] directions = RandomSigns(checked(matrix.ColumnCount * width), seed); // [columns, width]
        var projected = new float[checked(matrix.RowCount * width)]; // [rows, width]
        SparseMatrix transposed = matrix.Transpose();
        for (int i = 0; i < iterations; i++)
        {
            matrix.Multiply(directions, width, projected, options);
            transposed.Multiply(projected, width, directions, options);
            Orthonormalize(directions, width, options);
        }

        // Going through the products loses half of the digits when directions are nearly dependent; doing it again brings them back.
        Orthonormalize(directions, width, options);
        matrix.Multiply(directions, width, projected, options);
        var rotation = new double[width * width];
        SymmetricEigen.Decompose(DenseProducts.Gram(projected, width, options), width, rotation, options.CancellationToken);
        DenseProducts.MultiplyInPlace(projected, width, rotation, options);
        var result = new float[checked(matrix.RowCount * dimension)];
        for (int row = 0; row < matrix.RowCount; row++)
        {
            projected.AsSpan(row * width, dimension).CopyTo(result.AsSpan(row * dimension, dimension));
        }

        return result;
    }

    private static float[] RandomSigns(int count, long seed)
    {
        var signs = new float[count];
        CounterRandom random = CounterRandom.Create(seed).Derive("truncated SVD");
        for (int i = 0; i < count; i += 64)
        {
            ulong bits = random.NextUInt64();
            foreach (ref float sign in signs.AsSpan(i, Math.Min(64, count - i)))
            {
                sign = (bits & 1) == 0 ? -1 : 1;
                bits >>= 1;
            }
        }

        return signs;
    }

    /// <summary>Makes the columns orthonormal by way of the Cholesky factor of their products; dependent ones become zeros.</summary>
    private static void Orthonormalize(float[] columns, int width, ParallelOptions options)
    {
        double[] gram = DenseProducts.Gram(columns, width, options);
        var factor = new double[width * width]; // R, upper triangular, gram = RᵀR
        var inverse = new double[width * width];
        for (int j = 0; j < width; j++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            for (int i = 0; i <= j; i++)
            {
                double rest = gram[(i * width) + j];
                for (int k = 0; k < i; k++)
                {
                    rest -= factor[(k * width) + i] * factor[(k * width) + j];
                }

                double pivot = factor[(i * width) + i];
                factor[(i * width) + j] = i < j ? (pivot == 0 ? 0 : rest / pivot)
                    : rest > Dependent * gram[(j * width) + j] ? Math.Sqrt(rest) : 0;
            }

            Invert(factor, inverse, width, j);
        }

        DenseProducts.MultiplyInPlace(columns, width, inverse, options);
    }

    /// <summary>Computes column j of the inverse of an upper triangular matrix whose columns up to j are known; a zero pivot makes it zeros.</summary>
    private static void Invert(double[] factor, double[] inverse, int width, int j)
    {
        double pivot = factor[(j * width) + j];
        if (pivot == 0)
        {
            return;
        }

        inverse[(j * width) + j] = 1 / pivot;
        for (int i = j - 1; i >= 0; i--)
        {
            double sum = 0;
            for (int k = i; k < j; k++)
            {
                sum += inverse[(i * width) + k] * factor[(k * width) + j];
            }

            inverse[(i * width) + j] = -sum / pivot;
        }
    }
}
