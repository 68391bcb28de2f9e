using SraCl.Encoders;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Abstractions.Tests.Encoders;

public sealed class PackedSequencesTests
{
    [Fact]
    public void Constructor_RunsOfAnotherSize_Throws()
    {
        using Tensor items = arange(7);

        Assert.Contains(
            "ids of 8 slots", Assert.Throws<ArgumentException>(() => new PackedSequences(items, [new SequenceRun(4, 2, HasPadding: false)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 0)]
    [InlineData(-1, -4)]
    public void Constructor_EmptyRun_NamesIt(int count, int length)
    {
        using Tensor items = arange(4 + Math.Max(0, count * length));

        Assert.Contains(
            $"a run of {count} sequences of {length} slots",
            Assert.Throws<ArgumentException>(() => new PackedSequences(items, [new SequenceRun(2, 2, HasPadding: false), new SequenceRun(count, length, HasPadding: false)])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_ListChangedBehindIt_StayAsTheyWere()
    {
        using Tensor items = arange(4);
        List<SequenceRun> runs = [new(2, 2, HasPadding: false)];
        var packed = new PackedSequences(items, runs);

        runs.Clear();

        Assert.Equal([new SequenceRun(2, 2, HasPadding: false)], packed.Runs);
    }

    [Fact]
    public void LastSlots_SeveralRuns_AreTheNewestOfEachSequence()
    {
        using DisposeScope scope = NewDisposeScope();
        var packed = new PackedSequences(arange(8), [new SequenceRun(2, 1, HasPadding: false), new SequenceRun(2, 3, HasPadding: true)]);

        Assert.Equal([0L, 1, 4, 7], packed.LastSlots().data<long>().ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(100)]
    public void Divide_AnyNumber_KeepsEverySequenceInOrder(int wanted)
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceRun[] runs = [new(5, 1, HasPadding: false), new(4, 3, HasPadding: true), new(3, 5, HasPadding: false)];
        var packed = new PackedSequences(arange(32), runs);

        PackedSequences[] portions = packed.Divide(wanted);

        Assert.Equal(Math.Min(wanted, 12), portions.Length);
        Assert.Equal(Sequences(packed), portions.SelectMany(Sequences));
        Assert.All(portions, portion => Assert.True(portion.Count > 0));
    }

    [Fact]
    public void Divide_ManySequences_GivesPortionsOfEqualWork()
    {
        using DisposeScope scope = NewDisposeScope();
        SequenceRun[] runs = [.. Enumerable.Range(1, 20).Select(length => new SequenceRun(100, length, HasPadding: false))];
        var packed = new PackedSequences(arange(21_000), runs);

        Assert.All(packed.Divide(3), portion => Assert.InRange(portion.Items.size(0) + portion.Count, 7_646, 7_688)); // 23,000 / 3 and a sequence more or less
    }

    private static IEnumerable<string> Sequences(PackedSequences packed)
    {
        int start = 0;
        long[] items = packed.Items.data<long>().ToArray();
        foreach (SequenceRun run in packed.Runs)
        {
            for (int i = 0; i < run.Count; i++)
            {
                yield return $"{string.Join(' ', items[start..(start + run.Length)])} {run.HasPadding}";
                start += run.Length;
            }
        }
    }
}
