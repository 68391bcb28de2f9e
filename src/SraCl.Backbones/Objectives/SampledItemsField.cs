using SraCl.Batching;
using SraCl.Randomness;

namespace SraCl.Backbones.Objectives;

/// <summary>The items drawn for a step. Each sample draws its share from a stream of its own, so that the draw depends on the samples of the batch alone.</summary>
internal sealed class SampledItemsField(ItemPopularity popularity, int count) : BatchField<IdColumn>("sampled items")
{
    protected override IdColumn CreateBuffer() => new();

    protected override void Fill(in BatchSamples samples, IdColumn buffer)
    {
        Span<int> items = buffer.Resize(samples.Count == 0 ? 0 : count);
        int next = 0;
        for (int row = 0; row < samples.Count; row++)
        {
            CounterRandom random = samples.Random(row, Name);
            int end = (int)((long)count * (row + 1) / samples.Count);
            while (next < end)
            {
                items[next++] = popularity.Draw(ref random);
            }
        }
    }
}
