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
    /// <param name="runs">The runs, each of at least one sequence of at least one slot; their slots add up to T. Copied.</param>
    /// <param name="dropout">Where the encoding's random operations draw from; null for torch's generator.</param>
    /// <exception cref="ArgumentException">A run is empty, or the runs have another number of slots than there are ids.</exception>
    public PackedSequences(Tensor items, IReadOnlyList<SequenceRun> runs, DropoutSource? dropout = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(runs);
        int slots = 0;
        SequenceRun[] own = [.. runs];
        foreach (SequenceRun run in own)
        {
            if (run.Count < 1 || run.Length < 1)
            {
                throw new ArgumentException($"Got a run of {run.Count} sequences of {run.Length} slots; expected at least one of each. Leave empty runs out.", nameof(runs));
            }

            slots += run.Slots;
            Count += run.Count;
        }

        if (items.dim() != 1 || items.size(0) != slots)
        {
            throw new ArgumentException($"Expected the ids of {slots} slots, as the runs say, got a tensor [{string.Join(", ", items.shape)}].", nameof(items));
        }

        Items = items;
        Runs = own;
        Dropout = dropout ?? DropoutSource.Torch;
    }

    private PackedSequences(PackedSequences other, DropoutSource dropout)
    {
        Items = other.Items;
        Runs = other.Runs;
        Count = other.Count;
        Dropout = dropout;
    }

    /// <summary>Gets the ids of all slots, int64 <c>[T]</c>.</summary>
    public Tensor Items { get; }

    /// <summary>Gets the runs.</summary>
    public IReadOnlyList<SequenceRun> Runs { get; }

    /// <summary>Gets the number of sequences R.</summary>
    public int Count { get; }

    /// <summary>Gets where the encoding's random operations draw from.</summary>
    public DropoutSource Dropout { get; }

    /// <summary>Divides the sequences, in their order, into portions that are about equally much work; runs may be cut between two sequences.</summary>
    /// <remarks>The work of a sequence is taken as its slots and one more, for what is done once a sequence.</remarks>
    /// <param name="portions">The largest number of portions, at least 1; there are fewer only if there are fewer sequences.</param>
    /// <returns>The portions; their items are views of <see cref="Items"/>.</returns>
    public PackedSequences[] Divide(int portions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(portions, 1);
        portions = Math.Min(portions, Math.Max(1, Count));
        if (portions == 1)
        {
            return [this];
        }

        var divided = new PackedSequences[portions];
        using IEnumerator<SequenceRun> runs = Runs.GetEnumerator();
        SequenceRun rest = default;
        long slot = 0;
        long work = Items.size(0) + Count;
        int sequences = Count;
        for (int i = 0; i < portions; i++)
        {
            var own = new List<SequenceRun>();
            long slots = 0;
            long target = work / (portions - i);
            for (long left = target; ;)
            {
                if (rest.Count == 0 && !runs.MoveNext())
                {
                    break;
                }

                rest = rest.Count == 0 ? runs.Current : rest;
                int spare = sequences - (portions - i - 1); // Each portion behind this one gets a sequence at least.
                int count = (int)Math.Min(Math.Min(rest.Count, spare), Math.Max((left + (rest.Length / 2)) / (rest.Length + 1), own.Count == 0 ? 1 : 0));
                if (count == 0)
                {
                    break;
                }

                own.Add(rest with { Count = count });
                rest = rest with { Count = rest.Count - count };
                sequences -= count;
                slots += (long)count * rest.Length;
                left -= (long)count * (rest.Length + 1);
                work -= (long)count * (rest.Length + 1);
            }

            divided[i] = new PackedSequences(Items.narrow(0, slot, slots), own, Dropout);
            slot += slots;
        }

        return divided;
    }

    /// <summary>Makes the same sequences with another source of random numbers.</summary>
    internal PackedSequences With(DropoutSource dropout) => new(this, dropout);

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
