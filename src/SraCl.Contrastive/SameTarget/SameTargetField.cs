using SraCl.Batching;
using SraCl.Randomness;

namespace SraCl.Contrastive.SameTarget;

/// <summary>The items of a sample with the same target, one row a sample.</summary>
internal sealed class SameTargetField(SameTargetIndex index) : BatchField<RaggedSequences>("same-target sequence")
{
    protected override RaggedSequences CreateBuffer() => new();

    protected override void Fill(in BatchSamples samples, RaggedSequences buffer)
    {
        buffer.Clear();
        for (int row = 0; row < samples.Count; row++)
        {
            CounterRandom random = samples.Random(row, Name);
            buffer.Add(index.Items(index.Draw(samples.Windows[row], ref random), samples.MaxLength));
        }
    }
}
