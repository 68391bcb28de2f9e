using SraCl.Batching;

namespace SraCl.Contrastive.CrossSequence;

/// <summary>The items of the kept neighbors, in the order of <see cref="NeighborRows.Kept"/>.</summary>
internal sealed class KeptNeighborsField(NeighborDraw draw) : BatchField<RaggedSequences>("cross-sequence kept neighbors")
{
    protected override RaggedSequences CreateBuffer() => new();

    protected override void Fill(in BatchSamples samples, RaggedSequences buffer)
    {
        buffer.Clear();
        Span<bool> keep = stackalloc bool[draw.K];
        for (int row = 0; row < samples.Count; row++)
        {
            ReadOnlySpan<int> own = draw.NeighborsOf(samples.Windows[row], out _);
            draw.Keep(samples, row, keep[..own.Length]);
            for (int i = 0; i < own.Length; i++)
            {
                if (keep[i])
                {
                    buffer.Add(draw.Neighbors.Items(own[i], samples.MaxLength));
                }
            }
        }
    }
}
