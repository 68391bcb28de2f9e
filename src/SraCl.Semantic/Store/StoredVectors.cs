using SraCl.Neighbors;

namespace SraCl.Semantic.Store;

/// <summary>Puts stored vectors together.</summary>
internal static class StoredVectors
{
    public static EmbeddingMatrix Matrix(IReadOnlyList<float[]> vectors, string fingerprint)
    {
        int dimension = vectors[0].Length;
        var values = new float[checked(dimension * vectors.Count)];
        for (int row = 0; row < vectors.Count; row++)
        {
            if (vectors[row].Length != dimension)
            {
                throw new SraClException(
                    $"The vectors under the fingerprint '{fingerprint}' have {dimension} numbers and {vectors[row].Length}; expected one length. The embedder's fingerprint must tell its dimensions.");
            }

            vectors[row].CopyTo(values, row * dimension);
        }

        return new EmbeddingMatrix(dimension, values);
    }
}
