using SraCl.Neighbors;

namespace SraCl.Semantic.Storage;

/// <summary>Reads and writes embeddings and neighbor tables as NumPy files (<c>.npy</c>), as Python's <c>numpy.load</c> and <c>numpy.save</c> do.</summary>
/// <remarks>
/// Rows are next to each other (C order), numbers little-endian. Files are written whole or not at all. Safe for concurrent use on different files.
/// </remarks>
public static class NpyFile
{
    /// <summary>Reads a matrix of two axes, <c>[rows, d]</c>, of float16, float32 or float64.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The matrix in single precision.</returns>
    /// <exception cref="SraClException">The file cannot be read, holds something else, or a number that is not finite in single precision.</exception>
    public static EmbeddingMatrix ReadEmbeddings(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new NpyReader(path);
        (int rows, int dimension) = file.TwoAxes();
        float[] values = file.ReadFloats();
        try
        {
            return new EmbeddingMatrix(dimension, values);
        }
        catch (ArgumentException e)
        {
            throw new SraClException($"'{path}' holds no embeddings [{rows}, {dimension}]: {e.Message}", e);
        }
    }

    /// <summary>Writes a matrix.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="embeddings">The matrix.</param>
    /// <param name="precision">The precision of the stored numbers.</param>
    /// <exception cref="SraClException">The file cannot be written, or a number is too large for the precision.</exception>
    public static void WriteEmbeddings(string path, EmbeddingMatrix embeddings, NpyPrecision precision = NpyPrecision.Full)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(embeddings);
        AtomicFiles.Write(path, stream => NpyWriter.Write(stream, embeddings, precision));
    }

    /// <summary>Reads a table of two axes, <c>[rows, k]</c>, of int32 or int64; absent places are -1.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The table.</returns>
    /// <exception cref="SraClException">The file cannot be read, or holds something else.</exception>
    public static NeighborTable ReadNeighbors(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new NpyReader(path);
        (int rows, int k) = file.TwoAxes();
        int[] neighbors = file.ReadIntegers();
        try
        {
            return new NeighborTable(rows, k, neighbors);
        }
        catch (ArgumentException e)
        {
            throw new SraClException($"'{path}' holds no neighbor table [{rows}, {k}]: {e.Message}", e);
        }
    }

    /// <summary>Writes a table as int32; absent places become -1.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="neighbors">The table.</param>
    /// <exception cref="SraClException">The file cannot be written.</exception>
    public static void WriteNeighbors(string path, NeighborTable neighbors)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(neighbors);
        AtomicFiles.Write(path, stream => NpyWriter.Write(stream, neighbors));
    }
}
