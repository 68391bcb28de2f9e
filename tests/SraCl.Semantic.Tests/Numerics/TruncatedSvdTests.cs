using SraCl.Randomness;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Tests.Numerics;

public sealed class TruncatedSvdTests
{
    private static readonly ParallelOptions Parallelism = new() { MaxDegreeOfParallelism = 2 };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Project_AllDirections_KeepsAllDotProducts(int iterations)
    {
        // 20 columns have at most 20 directions: UΣ has the dot products of A's rows.
        float[] dense = Sparse(50, 20, 1);
        float[] projected = TruncatedSvd.Project(ToSparse(dense, 20), 32, iterations, 0, Parallelism);

        for (int i = 0; i < 50; i++)
        {
            for (int j = 0; j < 50; j++)
            {
                Assert.Equal(Dot(dense, i, j, 20), Dot(projected, i, j, 32), 1e-4);
            }
        }
    }

    [Fact]
    public void Project_FewDirections_GivesTheLargestSingularValues()
    {
        float[] dense = Sparse(400, 120, 2);
        double[] gram = Enumerable.Range(0, 120 * 120).Select(i => Enumerable.Range(0, 400).Sum(row => (double)dense[(row * 120) + (i / 120)] * dense[(row * 120) + (i % 120)])).ToArray();
        double[] expected = SymmetricEigen.Decompose(gram, 120, new double[120 * 120]);
        float[] projected = TruncatedSvd.Project(ToSparse(dense, 120), 5, 30, 0, Parallelism);

        for (int i = 0; i < 5; i++)
        {
            double norm = Enumerable.Range(0, 400).Sum(row => (double)projected[(row * 5) + i] * projected[(row * 5) + i]);
            Assert.Equal(1, norm / expected[i], 1e-4);
        }
    }

    [Fact]
    public void Project_RankBelowDimension_LeavesZeros()
    {
        float[] dense = [1, 2, 0, 0, 2, 4, 0, 0, 0, 0, 3, 0, 1, 2, 3, 0]; // Rank 2, and a column of zeros.
        float[] projected = TruncatedSvd.Project(ToSparse(dense, 4), 6, 3, 0, Parallelism);

        Assert.Equal(Dot(dense, 1, 3, 4), Dot(projected, 1, 3, 6), 1e-4);
        for (int row = 0; row < 4; row++)
        {
            Assert.All(projected[((row * 6) + 2)..((row + 1) * 6)], value => Assert.Equal(0, value, 1e-3f));
        }
    }

    [Fact]
    public void Project_NoEntries_GivesZeros() =>
        Assert.All(TruncatedSvd.Project(new SparseMatrix(0, [0, 0, 0], [], []), 4, 2, 0, Parallelism), value => Assert.Equal(0, value));

    [Fact]
    public void Project_AnyNumberOfThreads_GivesTheSameBits()
    {
        SparseMatrix matrix = ToSparse(Sparse(3000, 300, 3), 300);

        Assert.Equal(
            TruncatedSvd.Project(matrix, 10, 2, 7, new ParallelOptions { MaxDegreeOfParallelism = 1 }),
            TruncatedSvd.Project(matrix, 10, 2, 7, new ParallelOptions { MaxDegreeOfParallelism = 3 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(239)]
    [InlineData(5001)]
    public void Gram_AnyNumberOfRows_EqualsSums(int rows)
    {
        const int Width = 2 * DenseProducts.WidthMultiple;
        float[] matrix = Numbers.Uniform(rows * Width, rows);
        double[] gram = DenseProducts.Gram(matrix, Width, Parallelism);

        for (int i = 0; i < Width; i += 7)
        {
            for (int j = 0; j < Width; j += 5)
            {
                Assert.Equal(Enumerable.Range(0, rows).Sum(row => (double)matrix[(row * Width) + i] * matrix[(row * Width) + j]), gram[(i * Width) + j], 1e-3);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(243)]
    public void MultiplyInPlace_AnyNumberOfRows_EqualsSums(int rows)
    {
        const int Width = 2 * DenseProducts.WidthMultiple;
        float[] matrix = Numbers.Uniform(rows * Width, rows);
        float[] before = [.. matrix];
        double[] factor = Array.ConvertAll(Numbers.Uniform(Width * Width, 9), value => (double)value);
        DenseProducts.MultiplyInPlace(matrix, Width, factor, Parallelism);

        for (int i = 0; i < matrix.Length; i += 11)
        {
            int row = i / Width;
            Assert.Equal(Enumerable.Range(0, Width).Sum(k => before[(row * Width) + k] * factor[(k * Width) + (i % Width)]), matrix[i], 1e-4);
        }
    }

    [Fact]
    public void Decompose_SymmetricMatrix_IsRebuiltFromItsParts()
    {
        const int N = 23;
        double[] matrix = Array.ConvertAll(Numbers.Uniform(N * N, 5), value => (double)value);
        for (int i = 0; i < N * N; i++)
        {
            matrix[i] = matrix[(i % N * N) + (i / N)];
        }

        var vectors = new double[N * N];
        double[] values = SymmetricEigen.Decompose([.. matrix], N, vectors);

        Assert.Equal(values.OrderDescending(), values);
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
            {
                Assert.Equal(matrix[(i * N) + j], Enumerable.Range(0, N).Sum(k => vectors[(i * N) + k] * values[k] * vectors[(j * N) + k]), 1e-10);
                Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, N).Sum(k => vectors[(k * N) + i] * vectors[(k * N) + j]), 1e-12);
            }
        }
    }

    [Fact]
    public void Decompose_Cancelled_EndsBeforeTheNextRow() =>
        Assert.Throws<OperationCanceledException>(() => SymmetricEigen.Decompose([2, 1, 1, 2], 2, new double[4], new CancellationToken(canceled: true)));

    [Fact]
    public void Transpose_Matrix_SwapsRowsAndColumns()
    {
        SparseMatrix transposed = new SparseMatrix(3, [0, 2, 2, 3], [0, 2, 2], [1, 2, 3]).Transpose();

        Assert.Equal((3, 3), (transposed.RowCount, transposed.ColumnCount));
        Assert.Equal([0], transposed.Columns(0).ToArray());
        Assert.Empty(transposed.Columns(1).ToArray());
        Assert.Equal([0, 2], transposed.Columns(2).ToArray());
        Assert.Equal([2f, 3f], transposed.Values(2).ToArray());
    }

    private static double Dot(float[] rows, int i, int j, int width) =>
        Enumerable.Range(0, width).Sum(k => (double)rows[(i * width) + k] * rows[(j * width) + k]);

    private static float[] Sparse(int rows, int columns, long seed)
    {
        CounterRandom random = CounterRandom.Create(seed);
        return Enumerable.Range(0, rows * columns).Select(_ => random.NextInt32(4) == 0 ? (float)random.NextDouble() : 0f).ToArray();
    }

    private static SparseMatrix ToSparse(float[] dense, int columns)
    {
        int[] entries = Enumerable.Range(0, dense.Length).Where(i => dense[i] != 0).ToArray();
        int[] offsets = Enumerable.Range(0, (dense.Length / columns) + 1).Select(row => entries.Count(i => i < row * columns)).ToArray();
        return new SparseMatrix(columns, offsets, Array.ConvertAll(entries, i => i % columns), Array.ConvertAll(entries, i => dense[i]));
    }
}
