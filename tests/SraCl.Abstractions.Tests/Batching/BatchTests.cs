using SraCl.Batching;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Abstractions.Tests.Batching;

public class BatchTests
{
    private static readonly TrainingSplit Split = new(new ItemSequences([1, 2, 3, 4, 5, 6, 7], [0, 5, 7]), itemCount: 7);

    [Fact]
    public void Fill_StandardFields_GivesCroppedHistoriesAndTargets()
    {
        var batch = new Batch([StandardFields.History, StandardFields.Target, StandardFields.History]);

        batch.Fill(Samples([new(0, 4), new(1, 1), new(0, 2)], [30, 40, 10]));

        Assert.Equal(3, batch.Size);
        RaggedSequences history = batch.Get(StandardFields.History);
        Assert.Equal([2, 3, 4], history[0].ToArray());
        Assert.Equal([6], history[1].ToArray());
        Assert.Equal([1, 2], history[2].ToArray());
        Assert.Equal([5, 7, 3], batch.Get(StandardFields.Target).Values.ToArray());
    }

    [Fact]
    public void Fill_Again_ReplacesValuesInTheSameBuffers()
    {
        var batch = new Batch([StandardFields.History, StandardFields.Target]);
        batch.Fill(Samples([new(0, 4), new(0, 3)], [0, 1]));
        RaggedSequences history = batch.Get(StandardFields.History);

        batch.Fill(Samples([new(1, 1)], [2]));

        Assert.Same(history, batch.Get(StandardFields.History));
        Assert.Equal(1, history.Count);
        Assert.Equal([7], batch.Get(StandardFields.Target).Values.ToArray());
    }

    [Fact]
    public void Random_OfASample_DependsOnItsNumberAndFieldOnly()
    {
        BatchSamples one = Samples([new(0, 4), new(1, 1)], [30, 40]);
        BatchSamples other = Samples([new(1, 1), new(0, 2)], [40, 30]);

        Assert.Equal(First(one.Random(0, "views")), First(other.Random(1, "views")));
        Assert.NotEqual(First(one.Random(0, "views")), First(one.Random(1, "views")));
        Assert.NotEqual(First(one.Random(0, "views")), First(one.Random(0, "negatives")));

        static ulong First(CounterRandom random) => random.NextUInt64();
    }

    [Fact]
    public void Get_FieldThatWasNotAskedFor_NamesIt()
    {
        var batch = new Batch([StandardFields.History]);

        Assert.Contains("no field 'target'", Assert.Throws<InvalidOperationException>(() => batch.Get(StandardFields.Target)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TwoFieldsOfOneName_Throws() =>
        Assert.Contains("named 'x'", Assert.Throws<ArgumentException>(() => new Batch([new NamedField("x"), new NamedField("x")])).Message, StringComparison.Ordinal);

    [Fact]
    public void BatchSamples_PositionsWithoutIndices_Throws() => Assert.Throws<ArgumentException>(() => Samples([new(0, 1)], []).Count);

    private static BatchSamples Samples(SequenceWindow[] positions, int[] indices) => new(Split, positions, indices, maxLength: 3, CounterRandom.Create(1));

    private sealed class NamedField(string name) : BatchField<IdColumn>(name)
    {
        protected override IdColumn CreateBuffer() => new();

        protected override void Fill(in BatchSamples samples, IdColumn buffer) => buffer.Resize(samples.Count).Clear();
    }
}
