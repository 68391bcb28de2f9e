using SraCl.Contrastive.CrossSequence;
using SraCl.Neighbors;
using SraCl.Randomness;
using SraCl.Sequences;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Benchmarks.Workloads;

/// <summary>
/// Neighbors and semantic vectors by rules that the Python side shares: real sequences and items of the data, so that lengths are distributed as in
/// the data, but paired without regard to meaning, which costs the same time.
/// </summary>
internal static class SyntheticNeighbors
{
    public const int Count = 10;

    /// <summary>A prime that leads from a sample or item to its neighbors.</summary>
    private const long Stride = 15_485_863;

    /// <summary>Gives every sample ten samples of other users.</summary>
    public static SampleNeighbors OfSamples(TrainingData data, int semanticSize)
    {
        SequenceWindow[] samples = data.Samples;
        var neighbors = new int[samples.Length * Count];
        for (int i = 0; i < neighbors.Length; i++)
        {
            int sample = i / Count;
            int neighbor = (int)((sample + (((i % Count) + 1) * Stride)) % samples.Length);
            while (samples[neighbor].User == samples[sample].User)
            {
                neighbor = (neighbor + 1) % samples.Length;
            }

            neighbors[i] = neighbor;
        }

        var embeddings = new EmbeddingMatrix(semanticSize, Uniform("semantic vectors", samples.Length * semanticSize, Math.Sqrt(3.0 / semanticSize)));
        return new SampleNeighbors(data.Split.Train.Sequences, samples, embeddings, new NeighborTable(samples.Length, Count, neighbors));
    }

    /// <summary>Gives every item ten other items; the padding row has none.</summary>
    public static ItemNeighbors OfItems(TrainingData data)
    {
        var neighbors = new int[(data.Items.Count + 1) * Count];
        neighbors.AsSpan(0, Count).Fill(NeighborTable.Absent);
        for (int i = Count; i < neighbors.Length; i++)
        {
            int item = i / Count;
            neighbors[i] = 1 + (int)((item - 1 + (((i % Count) + 1) * Stride)) % data.Items.Count);
        }

        return new ItemNeighbors(new NeighborTable(data.Items.Count + 1, Count, neighbors));
    }

    /// <summary>Gives the synthesizer weights that the Python side begins with too.</summary>
    public static void SetWeights(SampleSynthesizer synthesizer)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter weight) in synthesizer.named_parameters())
        {
            double bound = 1.414 * Math.Sqrt(6.0 / (weight.size(0) + weight.size(1)));
            weight.copy_(tensor(Uniform(name, (int)weight.numel(), bound)).view(weight.shape));
        }
    }

    private static float[] Uniform(string stream, int count, double bound)
    {
        CounterRandom random = CounterRandom.Create(0).Derive(stream);
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
        }

        return values;
    }
}
