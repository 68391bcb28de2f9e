using SraCl.Batching;
using SraCl.Randomness;

namespace SraCl.Backbones.Objectives;

/// <summary>For each item of <see cref="StandardFields.History"/>, one that the user never had, one behind the other without padding.</summary>
internal sealed class UnseenItemsField(UnseenItems items) : BatchField<IdColumn>("unseen items")
{
    protected override IdColumn CreateBuffer() => new();

    protected override void Fill(in BatchSamples samples, IdColumn buffer)
    {
        int total = 0;
        for (int row = 0; row < samples.Count; row++)
        {
            total += samples.History(row).Length;
        }

        Span<int> left = buffer.Resize(total);
        for (int row = 0; row < samples.Count; row++)
        {
            ReadOnlySpan<int> history = samples.History(row);
            CounterRandom random = samples.Random(row, Name);
            for (int i = 0; i < history.Length; i++)
            {
                int next = i + 1 < history.Length ? history[i + 1] : samples.Target(row);
                left[i] = items.Draw(samples.Windows[row].User, next, ref random);
            }

            left = left[history.Length..];
        }
    }
}
