using static TorchSharp.torch;

namespace SraCl.Encoders;

/// <summary>
/// Sequences of different lengths in one list of slots, without the padding that a matrix <c>[B, L]</c> would need: what works on each slot by
/// itself (embeddings, normalization, linear layers) works on all of them at once, and what works along a sequence goes run by run.
/// </summary>
/// <remarks>The tensors belong to whoever made them. Immutable, hence safe for concurrent use.</remarks>
public sealed class PackedSequences
{
    /// <summary>Creates packed sequences.</summary>
    /// <param name="items">The ids of all slots, run by run, within a run sequence by sequence, oldest first; int64 <c>[T]</c>.</param>
    /// <param name="runs">The runs; their slots add up to T.</param>
    /// <exception cref="ArgumentException">The runs have another number of slots than there are ids.</exception>
    public PackedSequences(Tensor items, IReadOnlyList<SequenceRun> runs)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(runs);
        int slots = 0;
        foreach (SequenceRun run in runs)
        {
            slots += run.Slots;
            Count += run.Count;
        }

        if (items.dim() != 1 || items.size(0) != slots)
        {
            throw new ArgumentException($"Expected the ids of {slots} slots, as the runs say, got a tensor [{string.Join(", ", items.shape)}].", nameof(items));
        }

        Items = items;
        Runs = runs;
    }

    /// <summary>Gets the ids of all slots, int64 <c>[T]</c>.</summary>
    public Tensor Items { get; }

    /// <summary>Gets the runs.</summary>
    public IReadOnlyList<SequenceRun> Runs { get; }

    /// <summary>Gets the number of sequences R.</summary>
    public int Count { get; }

    /// <summary>Makes the numbers of the slots that hold the newest item of each sequence.</summary>
    /// <returns>A new tensor, int64 <c>[R]</c>, on the device of <see cref="Items"/>.</returns>
    public Tensor LastSlots()
    {
        Tensor tensor = IdTensor.Create(Count, out Span<long> places);
        int row = 0;
        int slot = -1;
        foreach (SequenceRun run in Runs)
        {
            for (int i = 0; i < run.Count; i++)
            {
                slot += run.Length;
                places[row++] = slot;
            }
        }

        return tensor.to(Items.device);
    }
}
