using SraCl.Neighbors;
using SraCl.Semantic.Numerics;

namespace SraCl.Semantic.Embeddings;

/// <summary>What the embedders do alike: they turn the rows of a sparse matrix into short, dense vectors.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class Decomposition
{
    /// <summary>Beyond it the exact vectors would be cheaper.</summary>
    private const int MaxDimension = 4096;

    private const int MaxIterations = 100;

    private readonly int _dimension;
    private readonly int _iterations;
    private readonly long _seed;
    private readonly int _threads;

    public Decomposition(string options, int dimension, int iterations, long seed, int threads)
    {
        string? error = dimension is < 1 or > MaxDimension ? $"Dimension is {dimension}; expected 1..{MaxDimension}"
            : iterations is < 1 or > MaxIterations ? $"Iterations is {iterations}; expected 1..{MaxIterations}"
            : threads is 0 or < -1 ? $"MaxDegreeOfParallelism is {threads}; expected at least 1, or -1 for one thread a processor"
            : null;
        if (error is not null)
        {
            throw new SraClException($"{options}.{error}.");
        }

        _dimension = dimension;
        _iterations = iterations;
        _seed = seed;
        _threads = threads;
    }

    /// <summary>Embeds the rows of a matrix, at length 1; a row of zeros stays one.</summary>
    public EmbeddingMatrix Embed(SparseMatrix matrix, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken };
        float[] vectors = TruncatedSvd.Project(matrix, _dimension, _iterations, _seed, parallel);
        for (int row = 0; row < matrix.RowCount; row++)
        {
            UnitLength.Scale(vectors.AsSpan(row * _dimension, _dimension));
        }

        return new EmbeddingMatrix(_dimension, vectors);
    }
}
