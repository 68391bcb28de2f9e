using System.Runtime.InteropServices;
using SraCl.Encoders;
using static TorchSharp.torch;

namespace SraCl.Backbones.Recurrent;

/// <summary>
/// Where the slots of packed sequences stand in what a recurrence reads: sequences sorted from longest to shortest, each beginning with its oldest item, so that
/// leading padding is not there at all; cut along the time into segments, each a matrix of the sequences that still go on.
/// </summary>
/// <remarks>
/// <para>
/// A sequence that ends inside a segment runs on to its end for nothing, and each segment has a price of its own: dynamic programming over the lengths finds
/// the cheapest cuts. libtorch's recurrence over packed sequences wastes no step, but its backward pass writes a gradient as large as all slots for
/// each time step, which takes longer than the recurrence itself.
/// </para>
/// <para>
/// An id 0 behind the oldest item is a slot like others. A sequence of padding alone keeps its last slot, for a recurrence needs one step.
/// Immutable, hence safe for concurrent use.
/// </para>
/// </remarks>
internal sealed class RecurrentSlots
{
    /// <summary>What one more segment costs, in places: some operators forward and backward.</summary>
    private const int SegmentCost = 32;

    private RecurrentSlots(IReadOnlyList<Segment> segments, Tensor sources, Tensor targets)
    {
        Segments = segments;
        Sources = sources;
        Targets = targets;
    }

    /// <summary>Gets the segments, oldest first; each has the first rows of the one before.</summary>
    public IReadOnlyList<Segment> Segments { get; }

    /// <summary>
    /// Gets the slot that stands at each place, int64 <c>[P]</c>: segment by segment, within a segment time step by time step; places behind a sequence hold any slot.
    /// </summary>
    public Tensor Sources { get; }

    /// <summary>
    /// Gets the places of the wanted states, int64: of the newest slot of each sequence <c>[R]</c>, or of each slot <c>[T]</c>, where leading padding has the place of
    /// its sequence's first step.
    /// </summary>
    public Tensor Targets { get; }

    /// <summary>Finds the places.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="output">Which states are wanted.</param>
    public static RecurrentSlots Of(PackedSequences sequences, EncodingOutput output)
    {
        int rows = sequences.Count;
        var lengths = new int[rows];
        var ends = new int[rows]; // The slot behind the newest item.
        int longest = CountLengths(sequences, lengths, ends);
        (int[] ranks, int[] longer) = Sort(lengths, longest);
        List<Segment> segments = Cut(longer);

        // The place of a sequence's time step is a time step's first place and the sequence's rank.
        var firstPlaces = new long[longest];
        long places = 0;
        int time = 0;
        foreach (Segment segment in segments)
        {
            for (int step = 0; step < segment.Steps; step++)
            {
                firstPlaces[time++] = places;
                places += segment.Rows;
            }
        }

        Tensor sources = zeros(places, dtype: ScalarType.Int64);
        Tensor targets = empty(output == EncodingOutput.Last ? rows : sequences.Items.size(0), dtype: ScalarType.Int64);
        Span<long> slotAt = Values(sources);
        Span<long> placeOf = Values(targets);
        int slot = 0;
        for (int row = 0; row < rows; row++)
        {
            int first = ends[row] - lengths[row];
            for (int step = 0; step < lengths[row]; step++)
            {
                slotAt[(int)firstPlaces[step] + ranks[row]] = first + step;
            }

            if (output == EncodingOutput.Last)
            {
                placeOf[row] = firstPlaces[lengths[row] - 1] + ranks[row];
                continue;
            }

            for (; slot < ends[row]; slot++)
            {
                placeOf[slot] = firstPlaces[Math.Max(0, slot - first)] + ranks[row];
            }
        }

        Device device = sequences.Items.device;
        return new RecurrentSlots(segments, sources.to(device), targets.to(device));
    }

    private static int CountLengths(PackedSequences sequences, int[] lengths, int[] ends)
    {
        Tensor? read = sequences.Runs.Any(run => run.HasPadding) ? sequences.Items.cpu().contiguous() : null;
        ReadOnlySpan<long> items = read is null ? default : Values(read);
        int longest = 0;
        int row = 0;
        int end = 0;
        foreach (SequenceRun run in sequences.Runs)
        {
            for (int i = 0; i < run.Count; i++, row++)
            {
                int padding = run.HasPadding ? items.Slice(end, run.Length).IndexOfAnyExcept(0L) : 0;
                end += run.Length;
                ends[row] = end;
                lengths[row] = padding < 0 ? 1 : run.Length - padding;
                longest = Math.Max(longest, lengths[row]);
            }
        }

        return longest;
    }

    /// <summary>Ranks rows from longest to shortest, and counts for each length, 0 to the longest, the rows that are longer.</summary>
    private static (int[] Ranks, int[] Longer) Sort(int[] lengths, int longest)
    {
        var longer = new int[longest + 1];
        foreach (int length in lengths)
        {
            longer[length - 1]++; // Longer than one less.
        }

        for (int length = longest - 1; length >= 0; length--)
        {
            longer[length] += longer[length + 1];
        }

        int[] next = longer[..];
        return (Array.ConvertAll(lengths, length => next[length]++), longer);
    }

    /// <summary>Finds the cheapest segments: cost = Σ over segments (rows that begin it × steps + <see cref="SegmentCost"/>).</summary>
    private static List<Segment> Cut(int[] longer)
    {
        int longest = longer.Length - 1;
        var best = new long[longest + 1];
        var from = new int[longest + 1];
        for (int end = 1; end <= longest; end++)
        {
            best[end] = long.MaxValue;
            for (int start = 0; start < end; start++)
            {
                long cost = best[start] + ((long)longer[start] * (end - start)) + SegmentCost;
                if (cost < best[end])
                {
                    best[end] = cost;
                    from[end] = start;
                }
            }
        }

        var segments = new List<Segment>();
        for (int end = longest; end > 0; end = from[end])
        {
            segments.Add(new Segment(end - from[end], longer[from[end]]));
        }

        segments.Reverse();
        return segments;
    }

    private static Span<long> Values(Tensor tensor) => tensor.size(0) == 0 ? [] : MemoryMarshal.Cast<byte, long>(tensor.bytes);

    /// <summary>A stretch of time steps.</summary>
    /// <param name="Steps">The number of time steps, at least 1.</param>
    /// <param name="Rows">The number of sequences that take part: those that have not ended before.</param>
    public readonly record struct Segment(int Steps, int Rows)
    {
        /// <summary>Gets the number of places.</summary>
        public long Places => (long)Steps * Rows;
    }
}
