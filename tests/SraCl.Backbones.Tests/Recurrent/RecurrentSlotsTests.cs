using System.Numerics;
using SraCl.Backbones.Recurrent;
using SraCl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Recurrent;

public sealed class RecurrentSlotsTests : IDisposable
{
    private const int SegmentCost = 32;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Of_ManyLengths_PlacesEveryStepBehindTheOneBeforeIt()
    {
        int[] lengths = [.. Enumerable.Repeat(2, 70), 12, 5, 12, 1, 9, .. Enumerable.Repeat(3, 40), 11];
        PackedSequences sequences = Packed(lengths);

        RecurrentSlots slots = RecurrentSlots.Of(sequences, EncodingOutput.Positions);
        long[] newest = Longs(RecurrentSlots.Of(sequences, EncodingOutput.Last).Targets);

        long[] sources = Longs(slots.Sources);
        long[] targets = Longs(slots.Targets);
        (int Time, int Rank)[] places = slots.Segments
            .SelectMany((segment, i) => Enumerable.Range(slots.Segments.Take(i).Sum(before => before.Steps), segment.Steps).SelectMany(time => Enumerable.Range(0, segment.Rows).Select(rank => (time, rank))))
            .ToArray();
        Assert.True(slots.Segments.Count > 2);
        Assert.Equal(places.Length, sources.Length);
        int slot = 0;
        for (int row = 0; row < lengths.Length; row++)
        {
            int rank = places[targets[slot]].Rank;
            for (int time = 0; time < lengths[row]; time++, slot++)
            {
                Assert.Equal(slot, sources[targets[slot]]);
                Assert.Equal((time, rank), places[targets[slot]]);
            }

            Assert.Equal(targets[slot - 1], newest[row]);
        }
    }

    [Fact]
    public void Of_AnyLengths_CutsAsCheaplyAsAnyOtherCuts()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 20; trial++)
        {
            int[] lengths = Enumerable.Range(0, random.Next(1, 120)).Select(_ => 1 + (int)(9 * Math.Pow(random.NextDouble(), 3))).ToArray();
            IReadOnlyList<RecurrentSlots.Segment> segments = RecurrentSlots.Of(Packed(lengths), EncodingOutput.Last).Segments;

            int longest = lengths.Max();
            long cheapest = Enumerable.Range(0, 1 << (longest - 1)).Min(cuts => Cost(lengths, cuts, longest));
            Assert.Equal(cheapest, segments.Sum(segment => segment.Places + SegmentCost));
            Assert.Equal(longest, segments.Sum(segment => segment.Steps));
        }
    }

    [Fact]
    public void Of_OneLength_IsOneSegmentWithoutUnusedPlaces()
    {
        RecurrentSlots slots = RecurrentSlots.Of(Packed(Enumerable.Repeat(4, 200).ToArray()), EncodingOutput.Last);

        Assert.Equal([new RecurrentSlots.Segment(4, 200)], slots.Segments);
        Assert.Equal(Enumerable.Range(0, 800).Select(slot => (long)slot), Longs(slots.Sources).Order());
    }

    /// <summary>The cost of cuts behind the time steps whose bits are set.</summary>
    private static long Cost(int[] lengths, int cuts, int longest)
    {
        long cost = (BitOperations.PopCount((uint)cuts) + 1) * SegmentCost;
        int start = 0;
        for (int time = 0; time < longest; time++)
        {
            cost += lengths.Count(length => length > start);
            start = (cuts >> time & 1) == 1 ? time + 1 : start;
        }

        return cost;
    }

    private static PackedSequences Packed(int[] lengths) =>
        new(ones(lengths.Sum(), dtype: ScalarType.Int64), lengths.Select(length => new SequenceRun(1, length, HasPadding: false)).ToArray());

    private static long[] Longs(Tensor tensor) => tensor.data<long>().ToArray();
}
