using SraCl.Batching;
using SraCl.Randomness;

namespace SraCl.Backbones.Objectives;

/// <summary>Draws which items of a sample are masked: the same ones for everyone who asks about the same sample of the same epoch.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
internal sealed class ClozeMask(ClozeOptions options)
{
    private readonly double _maskProbability = options.MaskProbability;
    private readonly double _lastOnlyProbability = options.LastOnlyProbability;

    /// <summary>Gets the sequence of a sample: what is known and what came next, the newest <see cref="BatchSamples.MaxLength"/> of them, oldest first.</summary>
    public static ReadOnlySpan<int> Sequence(in BatchSamples samples, int row)
    {
        (int user, int end) = samples.Windows[row];
        return samples.Split.Sequences[user][Math.Max(0, end + 1 - samples.MaxLength)..(end + 1)];
    }

    /// <summary>Draws the masked places of a sample, at least one.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="row">The sample's row.</param>
    /// <param name="masked">What is masked, a place each; written completely.</param>
    public void Draw(in BatchSamples samples, int row, Span<bool> masked)
    {
        CounterRandom random = samples.Random(row, "cloze");
        masked.Clear();
        if (random.NextDouble() < _lastOnlyProbability)
        {
            masked[^1] = true;
            return;
        }

        bool any = false;
        foreach (ref bool place in masked)
        {
            place = random.NextDouble() < _maskProbability;
            any |= place;
        }

        if (!any)
        {
            masked[random.NextInt32(masked.Length)] = true;
        }
    }
}
