using SraCl.Batching;

namespace SraCl.Backbones.Objectives;

/// <summary>The sequence of each sample with the mask token in place of what is masked.</summary>
internal sealed class ClozeSequencesField(ClozeMask mask, int maskToken) : BatchField<RaggedSequences>("cloze sequences")
{
    protected override RaggedSequences CreateBuffer() => new();

    protected override void Fill(in BatchSamples samples, RaggedSequences buffer)
    {
        buffer.Clear();
        var masked = new bool[samples.MaxLength];
        for (int row = 0; row < samples.Count; row++)
        {
            ReadOnlySpan<int> items = ClozeMask.Sequence(samples, row);
            mask.Draw(samples, row, masked.AsSpan(0, items.Length));
            Span<int> target = buffer.Append(items.Length);
            for (int i = 0; i < items.Length; i++)
            {
                target[i] = masked[i] ? maskToken : items[i];
            }
        }
    }
}
