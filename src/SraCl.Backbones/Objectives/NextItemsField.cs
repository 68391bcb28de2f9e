using SraCl.Batching;

namespace SraCl.Backbones.Objectives;

/// <summary>The item that follows each item of <see cref="StandardFields.History"/>, one behind the other without padding.</summary>
internal sealed class NextItemsField() : BatchField<IdColumn>("next items")
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
            history[1..].CopyTo(left);
            left[history.Length - 1] = samples.Target(row);
            left = left[history.Length..];
        }
    }
}
