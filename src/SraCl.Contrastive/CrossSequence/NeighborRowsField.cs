using SraCl.Batching;

namespace SraCl.Contrastive.CrossSequence;

/// <summary>Fills <see cref="NeighborRows"/> ahead of the step.</summary>
internal sealed class NeighborRowsField(NeighborDraw draw) : BatchField<NeighborRows>("cross-sequence neighbor rows")
{
    protected override NeighborRows CreateBuffer() => new();

    protected override void Fill(in BatchSamples samples, NeighborRows buffer) => buffer.Fill(samples, draw);
}
