using SraCl.Batching;
using SraCl.Neighbors;
using SraCl.Randomness;
using SraCl.Sequences;

namespace SraCl.Contrastive.CrossSequence;

/// <summary>Decides for each sample which of its neighbors are encoded. All fields of one objective ask it and get the same answer.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class NeighborDraw(SampleNeighbors neighbors, int k, PositiveKind kind, double dropout)
{
    private const string Stream = "cross-sequence neighbors";

    public SampleNeighbors Neighbors => neighbors;

    /// <summary>Gets the number of neighbors of a sample at most.</summary>
    public int K => k;

    /// <summary>Gets the row of a sample and the rows of its neighbors, nearest first, at least one.</summary>
    public ReadOnlySpan<int> NeighborsOf(SequenceWindow window, out int row)
    {
        row = neighbors.RowOf(window);
        if (row < 0)
        {
            throw new SraClException(
                $"The training sample (user {window.User}, end {window.End}) has no row among the sequence neighbors. Make them from all samples of this training run.");
        }

        ReadOnlySpan<int> all = neighbors.Table[row];
        return all.IsEmpty
            ? throw new SraClException(
                $"The training sample (user {window.User}, end {window.End}) has no neighbor. Let more rows into the pool, or make the table with fewer exclusions.")
            : all[..Math.Min(k, all.Length)];
    }

    /// <summary>Draws which neighbors of a sample are kept.</summary>
    public void Keep(in BatchSamples samples, int row, Span<bool> kept)
    {
        CounterRandom random = samples.Random(row, Stream);
        if (kind == PositiveKind.RandomNeighbor)
        {
            kept.Clear();
            kept[random.NextInt32(kept.Length)] = true;
            return;
        }

        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] = random.NextDouble() >= dropout;
        }
    }
}
