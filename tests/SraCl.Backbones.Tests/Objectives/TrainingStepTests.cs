using SraCl.Backbones.Transformers;
using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Objectives;

public sealed class TrainingStepTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TransformerBackbone _backbone = new(9, new TransformerOptions { MaxLength = 6, HiddenSize = 8, InnerSize = 8 }, seed: 2);

    public void Dispose()
    {
        _backbone.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Ids_ReadInsideAnObjectivesOwnScope_StayForTheNextObjective()
    {
        TrainingStep step = Begin(new Reader());

        Assert.Equal([6, 2], Reader.Read(step));
        Assert.Equal([6, 2], Reader.Read(step));
    }

    [Fact]
    public void Encoding_TwoRequestsForOneField_AreTwoDropoutPassesAndAnInstanceIsOne()
    {
        var objective = new Reader();
        TrainingStep step = Begin(objective);

        Assert.NotEqual(Numbers.Of(step.Encoding(objective.First)), Numbers.Of(step.Encoding(objective.Second)));
        Assert.Same(step.Encoding(objective.First), step.Encoding(objective.First));
    }

    [Fact]
    public void Encoding_Undeclared_SaysWhereToDeclareIt()
    {
        TrainingStep step = Begin(new Reader());

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => step.Encoding(new EncodingRequest(StandardFields.History)));
        Assert.Contains("IObjective.Encodings", error.Message, StringComparison.Ordinal);
    }

    private TrainingStep Begin(IObjective objective)
    {
        var split = new TrainingSplit(new ItemSequences([1, 2, 6, 7, 2], [0, 3, 5]), itemCount: 9);
        var batch = new Batch(TrainingStep.FieldsOf([objective]));
        batch.Fill(new BatchSamples(split, [new SequenceWindow(0, 2), new SequenceWindow(1, 1)], [0, 1], maxLength: 6, CounterRandom.Create(1)));
        var step = new TrainingStep(_backbone, [objective], CPU);
        step.Begin(batch);
        return step;
    }

    private sealed class Reader : IObjective
    {
        public EncodingRequest First { get; } = new(StandardFields.History);

        public EncodingRequest Second { get; } = new(StandardFields.History);

        public string Name => "reader";

        public IReadOnlyList<BatchField> Fields => [StandardFields.Target];

        public IReadOnlyList<EncodingRequest> Encodings => [First, Second];

        public static long[] Read(TrainingStep step)
        {
            using DisposeScope scope = NewDisposeScope();
            return step.Ids(StandardFields.Target).data<long>().ToArray();
        }

        public Tensor Compute(TrainingStep step) => step.Encoding(First).sum();
    }
}
