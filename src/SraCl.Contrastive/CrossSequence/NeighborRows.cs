using SraCl.Batching;

namespace SraCl.Contrastive.CrossSequence;

/// <summary>The neighbors of a batch as rows of the semantic vectors, and which of them are kept.</summary>
internal sealed class NeighborRows
{
    private readonly IdColumn _sequences = new();
    private readonly IdColumn _neighbors = new();
    private readonly IdColumn _kept = new();
    private readonly IdColumn _keptSamples = new();

    /// <summary>Gets the row of each sample, [B].</summary>
    public ReadOnlySpan<int> Sequences => _sequences.Values;

    /// <summary>Gets the rows of the neighbors, [B·k], <see cref="SraCl.Neighbors.NeighborTable.Absent"/> in places left.</summary>
    public ReadOnlySpan<int> Neighbors => _neighbors.Values;

    /// <summary>Gets the places in <see cref="Neighbors"/> that are kept, ascending, [M].</summary>
    public ReadOnlySpan<int> Kept => _kept.Values;

    /// <summary>Gets the sample of each kept place, [M].</summary>
    public ReadOnlySpan<int> KeptSamples => _keptSamples.Values;

    public void Fill(in BatchSamples samples, NeighborDraw draw)
    {
        Span<int> sequences = _sequences.Resize(samples.Count);
        Span<int> neighbors = _neighbors.Resize(samples.Count * draw.K);
        Span<int> kept = _kept.Resize(neighbors.Length);
        Span<int> keptSamples = _keptSamples.Resize(neighbors.Length);
        neighbors.Fill(SraCl.Neighbors.NeighborTable.Absent);
        Span<bool> keep = stackalloc bool[draw.K];
        int count = 0;
        for (int row = 0; row < samples.Count; row++)
        {
            ReadOnlySpan<int> own = draw.NeighborsOf(samples.Windows[row], out sequences[row]);
            own.CopyTo(neighbors[(row * draw.K)..]);
            draw.Keep(samples, row, keep[..own.Length]);
            for (int i = 0; i < own.Length; i++)
            {
                if (keep[i])
                {
                    kept[count] = (row * draw.K) + i;
                    keptSamples[count++] = row;
                }
            }
        }

        _kept.Resize(count);
        _keptSamples.Resize(count);
    }
}
