using SraCl.Backbones.Objectives;
using SraCl.Backbones.Transformers;
using SraCl.Batching;
using SraCl.Encoders;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Objectives;

/// <summary>Steps whose sequences several threads encode.</summary>
public sealed class ConcurrentStepTests : IDisposable
{
    private const int Items = 30;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    public void Backward_NoDropout_GivesTheLossAndGradientsOfOneThread(int threads)
    {
        (float Loss, Dictionary<string, float[]> Gradients) one = Run(dropout: 0, threads: 1, seed: 1);
        (float Loss, Dictionary<string, float[]> Gradients) several = Run(dropout: 0, threads, seed: 1);

        Assert.Equal(one.Loss, several.Loss, 1e-5f);
        Assert.Equal(one.Gradients.Keys, several.Gradients.Keys);
        Assert.All(one.Gradients, gradient => Numbers.AssertClose(gradient.Value, several.Gradients[gradient.Key], 1e-6));
    }

    [Fact]
    public void Backward_Dropout_IsTheSameToTheLastBitEveryTime()
    {
        (float Loss, Dictionary<string, float[]> Gradients) first = Run(dropout: .5, threads: 2, seed: 1);

        for (int i = 0; i < 5; i++)
        {
            (float Loss, Dictionary<string, float[]> Gradients) again = Run(dropout: .5, threads: 2, seed: 1);
            Assert.Equal(first.Loss, again.Loss);
            Assert.All(first.Gradients, gradient => Assert.Equal(gradient.Value, again.Gradients[gradient.Key]));
        }

        Assert.NotEqual(first.Loss, Run(dropout: .5, threads: 2, seed: 2).Loss);
    }

    [Fact]
    public void Backward_ItemTableFrozenAndThenNot_TrainsAsOneThreadDoes()
    {
        float[][] one = Train(threads: 1);
        float[][] two = Train(threads: 2);

        Assert.All(one.Zip(two), pair => Numbers.AssertClose(pair.First, pair.Second, 1e-6));

        static float[][] Train(int threads)
        {
            using var backbone = new TransformerBackbone(Items, Options(dropout: 0), seed: 2);
            Parameter table = backbone.get_parameter("item_embedding.weight")!;
            float[] before = Numbers.Of(table);
            using Fixture fixture = Create(backbone, threads);
            table.requires_grad = false;
            Update(backbone, fixture);
            Update(backbone, fixture);
            Assert.Equal(before, Numbers.Of(table));
            table.requires_grad = true;
            Update(backbone, fixture);
            Assert.NotEqual(before, Numbers.Of(table));
            return backbone.parameters().Select(Numbers.Of).ToArray();
        }
    }

    [Fact]
    public void Backward_EveryParameterFrozen_LeavesThemAlone()
    {
        using var backbone = new TransformerBackbone(Items, Options(dropout: 0), seed: 2);
        using Fixture fixture = Create(backbone, threads: 2);
        foreach (Parameter parameter in backbone.parameters())
        {
            parameter.requires_grad = false;
        }

        fixture.Step(seed: 1);

        Assert.All(backbone.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Begin_NoStreamGiven_DrawsAnewInEveryStepFromTorchsGenerator(int threads)
    {
        using var backbone = new TransformerBackbone(Items, Options(dropout: .5), seed: 2);
        backbone.train();
        using Fixture fixture = Create(backbone, threads);
        float[] Losses()
        {
            random.manual_seed(3);
            return [fixture.Step(seed: null), fixture.Step(seed: null), fixture.Step(seed: null)];
        }

        float[] losses = Losses();

        Assert.Equal(3, losses.Distinct().Count());
        Assert.Equal(losses, Losses());
    }

    [Fact]
    public void Begin_AfterAnUpdate_EncodesWithTheNewParameters()
    {
        using var backbone = new TransformerBackbone(Items, Options(dropout: 0), seed: 2);
        using Fixture fixture = Create(backbone, threads: 2);
        float before = fixture.Step(seed: 1);
        using (no_grad())
        {
            foreach (Parameter parameter in backbone.parameters())
            {
                parameter.mul_(1.5f);
            }
        }

        using var changed = new TransformerBackbone(Items, Options(dropout: 0), seed: 3);
        using (no_grad())
        {
            foreach ((Parameter to, Parameter from) in changed.parameters().Zip(backbone.parameters()))
            {
                to.copy_(from);
            }
        }

        using Fixture expected = Create(changed, threads: 1);
        float after = fixture.Step(seed: 1);
        Assert.NotEqual(before, after);
        Assert.Equal(expected.Step(seed: 1), after, 1e-5f);
    }

    [Fact]
    public void Begin_EncodingFails_RaisesTheErrorItself()
    {
        using var backbone = new TransformerBackbone(itemCount: 3, Options(dropout: 0), seed: 2);
        using Fixture fixture = Create(backbone, threads: 2);

        // An id that the backbone has no row for fails inside both threads.
        Assert.IsNotType<AggregateException>(Assert.ThrowsAny<Exception>(() => fixture.Step(seed: 1)));
    }

    private static (float Loss, Dictionary<string, float[]> Gradients) Run(double dropout, int threads, long seed)
    {
        using var backbone = new TransformerBackbone(Items, Options(dropout), seed: 2);
        backbone.train();
        using Fixture fixture = Create(backbone, threads);
        float loss = fixture.Step(seed);
        return (loss, backbone.named_parameters().Where(named => named.parameter.grad is not null).ToDictionary(named => named.name, named => Numbers.Of(named.parameter.grad!)));
    }

    private static void Update(TransformerBackbone backbone, Fixture fixture)
    {
        backbone.zero_grad();
        fixture.Step(seed: 1);
        using IDisposable noGradient = no_grad();
        foreach (Parameter parameter in backbone.parameters())
        {
            if (parameter.grad is { } gradient)
            {
                parameter.sub_(gradient * 0.1);
            }
        }
    }

    private static TransformerOptions Options(double dropout) =>
        new() { MaxLength = 6, HiddenSize = 32, InnerSize = 16, HiddenDropout = dropout, AttentionDropout = dropout };

    private static Fixture Create(TransformerBackbone backbone, int threads)
    {
        CounterRandom random = CounterRandom.Create(5);
        int[] items = new int[200];
        foreach (ref int item in items.AsSpan())
        {
            item = 1 + random.NextInt32(Items);
        }

        var split = new TrainingSplit(new ItemSequences(items, [0, 3, 60, 75, 200]), Items);
        SequenceWindow[] windows = [new(0, 1), new(0, 2), new(1, 1), new(1, 4), new(1, 50), new(2, 3), new(2, 9), new(3, 2), new(3, 5), new(3, 77), new(3, 124)];
        return new Fixture(backbone, split, windows, threads);
    }

    private sealed class Fixture : IDisposable
    {
        private readonly TrainingStep _step;
        private readonly Batch _batch;

        public Fixture(TransformerBackbone backbone, TrainingSplit split, SequenceWindow[] windows, int threads)
        {
            var objective = new NextItemCrossEntropy();
            _step = new TrainingStep(backbone, [objective, new SumOfSquares()], CPU, threads);
            _batch = new Batch(TrainingStep.FieldsOf([objective]));
            _batch.Fill(new BatchSamples(split, windows, Enumerable.Range(0, windows.Length).ToArray(), maxLength: 6, CounterRandom.Create(1)));
            Objective = objective;
        }

        private NextItemCrossEntropy Objective { get; }

        public float Step(long? seed)
        {
            _step.Begin(_batch, seed is { } given ? CounterRandom.Create(given) : null);
            Tensor total = Objective.Compute(_step) + SumOfSquares.Of(_step);
            _step.Backward(total);
            return total.item<float>();
        }

        public void Dispose() => _step.Dispose();
    }

    /// <summary>Reads the states of all positions, a second pass of its own.</summary>
    private sealed class SumOfSquares : IObjective
    {
        private static readonly EncodingRequest States = new(StandardFields.History, EncodingOutput.Positions);

        public string Name => "sum of squares";

        public IReadOnlyList<BatchField> Fields => [];

        public IReadOnlyList<EncodingRequest> Encodings => [States];

        public static Tensor Of(TrainingStep step) => step.Encoding(States).square().mean();

        public Tensor Compute(TrainingStep step) => Of(step);
    }
}
