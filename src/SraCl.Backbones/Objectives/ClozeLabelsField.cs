using SraCl.Batching;

namespace SraCl.Backbones.Objectives;

/// <summary>For each slot of <see cref="ClozeSequencesField"/>, one behind the other without padding: the item that is masked there, or 0 where none is.</summary>
internal sealed class ClozeLabelsField(ClozeMask mask) : BatchField<IdColumn>("cloze labels")
{
    protected override IdColumn CreateBuffer() => new();

    protected override void Fill(in BatchSamples samples, IdColumn buffer)
    {
        int total = 0;
        for (int row = 0; row < samples.Count; row++)
        {
            total += ClozeMask.Sequence(samples, row).Length;
        }

        Span<int> left = buffer.Resize(total);
        var masked = new bool[samples.MaxLength];
        for (int row = 0; row < samples.Count; row++)
        {
            ReadOnlySpan<int> items = ClozeMask.Sequence(samples, row);
            mask.Draw(samples, row, masked.AsSpan(0, items.Length));
            for (int i = 0; i < items.Length; i++)
            {
                left[i] = masked[i] ? items[i] : 0;
            }

            left = left[items.Length..];
        }
    }
}
