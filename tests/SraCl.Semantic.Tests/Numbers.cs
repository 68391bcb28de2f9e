using SraCl.Neighbors;
using SraCl.Randomness;

namespace SraCl.Semantic.Tests;

/// <summary>Reproducible numbers for tests.</summary>
internal static class Numbers
{
    public static float[] Uniform(int count, long seed)
    {
        CounterRandom random = CounterRandom.Create(seed);
        return Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray();
    }

    public static EmbeddingMatrix Matrix(int rows, int dimension, long seed) => new(dimension, Uniform(rows * dimension, seed));

    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            squaresA += (double)a[i] * a[i];
            squaresB += (double)b[i] * b[i];
        }

        return squaresA == 0 || squaresB == 0 ? 0 : dot / Math.Sqrt(squaresA * squaresB);
    }
}
