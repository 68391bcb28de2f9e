using SraCl.Batching;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Fitting;
using SraCl.Training.Windows;

namespace SraCl.Training.Tests.Fitting;

public sealed class BatchPipelineTests
{
    private static readonly RandomField Draws = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void Epoch_AnyNumberOfBatchesAhead_GivesTheSameBatches(int ahead)
    {
        string[] expected = Read(Pipeline(ahead: 0, seed: 1).Epoch(2));

        Assert.Equal(expected, Read(Pipeline(ahead, seed: 1).Epoch(2)));
        Assert.NotEqual(expected, Read(Pipeline(ahead, seed: 1).Epoch(3)));
        Assert.NotEqual(expected, Read(Pipeline(ahead, seed: 9).Epoch(2)));
    }

    [Fact]
    public void Epoch_AllBatches_HoldEverySampleOnce()
    {
        TrainingSplit split = Split();
        var seen = new List<string>();
        BatchPipeline pipeline = Pipeline(ahead: 2, seed: 5);
        int batches = 0;
        foreach (Batch batch in pipeline.Epoch(1))
        {
            batches++;
            RaggedSequences histories = batch.Get(StandardFields.History);
            for (int row = 0; row < batch.Size; row++)
            {
                seen.Add($"{string.Join(' ', histories[row].ToArray())} -> {batch.Get(StandardFields.Target).Values[row]}");
            }
        }

        var expected = new List<string>();
        foreach (SequenceWindow window in TrainingSamples.Create(split, TrainingWindows.AllPrefixes, 4))
        {
            ReadOnlySpan<int> items = split.Sequences[window.User];
            expected.Add($"{string.Join(' ', items[Math.Max(0, window.End - 4)..window.End].ToArray())} -> {items[window.End]}");
        }

        Assert.Equal(pipeline.Steps, batches);
        Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Epoch_LeftEarly_CanBeginAgain()
    {
        BatchPipeline pipeline = Pipeline(ahead: 3, seed: 1);
        foreach (Batch _ in pipeline.Epoch(1))
        {
            break;
        }

        Assert.Equal(Read(Pipeline(ahead: 0, seed: 1).Epoch(1)), Read(pipeline.Epoch(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Epoch_FromAnyStep_GivesTheRest(int ahead)
    {
        string[] all = Read(Pipeline(ahead, seed: 1).Epoch(2));
        Assert.True(all.Length > 6);

        for (int done = 0; done <= all.Length; done++)
        {
            Assert.Equal(all[done..], Read(Pipeline(ahead, seed: 1).Epoch(2, done)));
        }
    }

    [Fact]
    public void Epoch_FieldFails_ErrorReachesTheCaller()
    {
        TrainingSplit split = Split();
        var options = new TrainerOptions { BatchSize = 8, PrefetchBatches = 2 };
        var pipeline = new BatchPipeline(split, TrainingSamples.Create(split, TrainingWindows.AllPrefixes, 4), [new FailingField()], 4, options);

        SraClException error = Assert.Throws<SraClException>(() => pipeline.Epoch(1).Count());
        Assert.Equal("no neighbours", error.Message);
    }

    private static string[] Read(IEnumerable<Batch> batches) => batches.Select(batch =>
        string.Join(',', batch.Get(StandardFields.Target).Values.ToArray()) + '|' + string.Join(',', batch.Get(Draws).Values.ToArray())).ToArray();

    private static BatchPipeline Pipeline(int ahead, long seed)
    {
        TrainingSplit split = Split();
        var options = new TrainerOptions { BatchSize = 16, PrefetchBatches = ahead, Seed = seed };
        return new BatchPipeline(
            split, TrainingSamples.Create(split, TrainingWindows.AllPrefixes, 4), [StandardFields.History, StandardFields.Target, Draws], 4, options);
    }

    private static TrainingSplit Split()
    {
        CounterRandom draws = CounterRandom.Create(3);
        var items = new List<int>();
        var offsets = new List<int> { 0 };
        for (int user = 0; user < 40; user++)
        {
            int length = draws.NextInt32(9);
            for (int i = 0; i < length; i++)
            {
                items.Add(1 + draws.NextInt32(30));
            }

            offsets.Add(items.Count);
        }

        return new TrainingSplit(new ItemSequences(items.ToArray(), offsets.ToArray()), itemCount: 30);
    }

    private sealed class RandomField() : BatchField<IdColumn>("draws")
    {
        protected override IdColumn CreateBuffer() => new();

        protected override void Fill(in BatchSamples samples, IdColumn buffer)
        {
            Span<int> values = buffer.Resize(samples.Count);
            for (int row = 0; row < values.Length; row++)
            {
                CounterRandom random = samples.Random(row, Name);
                values[row] = random.NextInt32(1_000_000);
            }
        }
    }

    private sealed class FailingField() : BatchField<IdColumn>("failing")
    {
        protected override IdColumn CreateBuffer() => new();

        protected override void Fill(in BatchSamples samples, IdColumn buffer) => throw new SraClException("no neighbours");
    }
}
