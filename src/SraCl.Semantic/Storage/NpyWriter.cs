using System.Runtime.InteropServices;
using SraCl.Neighbors;

namespace SraCl.Semantic.Storage;

/// <summary>Writes arrays in NumPy's format.</summary>
internal static class NpyWriter
{
    public static void Write(Stream stream, EmbeddingMatrix embeddings, NpyPrecision precision)
    {
        bool half = precision == NpyPrecision.Half;
        new NpyHeader(half ? "<f2" : "<f4", FortranOrder: false, [embeddings.RowCount, embeddings.Dimension]).Write(stream);
        var halves = new Half[half ? embeddings.Dimension : 0];
        for (int row = 0; row < embeddings.RowCount; row++)
        {
            ReadOnlySpan<float> vector = embeddings[row];
            for (int i = 0; i < halves.Length; i++)
            {
                halves[i] = (Half)vector[i];
                if (!Half.IsFinite(halves[i]))
                {
                    throw new SraClException($"Row {row} holds {vector[i]}, which half precision does not reach ({Half.MaxValue} at most). Scale the vectors, or store single precision.");
                }
            }

            stream.Write(half ? MemoryMarshal.AsBytes<Half>(halves) : MemoryMarshal.AsBytes(vector));
        }
    }

    public static void Write(Stream stream, NeighborTable neighbors)
    {
        Write(stream, [neighbors.RowCount, neighbors.K], []);
        var places = new int[neighbors.K];
        for (int row = 0; row < neighbors.RowCount; row++)
        {
            Array.Fill(places, NeighborTable.Absent);
            neighbors[row].CopyTo(places);
            stream.Write(MemoryMarshal.AsBytes<int>(places));
        }
    }

    /// <summary>Writes an array of integers, or its header alone when the numbers follow.</summary>
    public static void Write(Stream stream, long[] shape, ReadOnlySpan<int> numbers)
    {
        new NpyHeader("<i4", FortranOrder: false, shape).Write(stream);
        stream.Write(MemoryMarshal.AsBytes(numbers));
    }
}
