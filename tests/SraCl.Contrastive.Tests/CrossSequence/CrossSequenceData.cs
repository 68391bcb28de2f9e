using SraCl.Neighbors;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Contrastive.Tests.CrossSequence;

/// <summary>Three users' sequences, every training sample of them as a window, and neighbors for each.</summary>
internal static class CrossSequenceData
{
    public static readonly ItemSequences Sequences = new([1, 2, 3, 4, 5, 2, 6, 3, 5, 4, 1], [0, 5, 8, 11]);

    public static readonly TrainingSplit Split = new(Sequences, itemCount: 6);

    public static readonly SequenceWindow[] Samples = [new(0, 1), new(0, 2), new(0, 3), new(0, 4), new(1, 1), new(1, 2), new(2, 1), new(2, 2)];

    /// <summary>Rows with three neighbors, with two, and with one.</summary>
    public static readonly NeighborTable Table = new(8, 3, [4, 6, 5, 4, 5, 7, 7, 6, -1, 5, -1, -1, 0, 6, 2, 1, 7, 3, 4, 0, -1, 3, 5, 2]);

    public static SampleNeighbors Neighbors { get; } = new(Sequences, Samples, Embeddings(8), Table);

    public static EmbeddingMatrix Embeddings(int rows) => new(3, Enumerable.Range(0, rows * 3).Select(i => MathF.Sin(i + 1)).ToArray());
}
