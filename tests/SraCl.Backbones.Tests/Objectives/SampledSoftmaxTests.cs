using Microsoft.Extensions.DependencyInjection;
using SraCl.Backbones.Objectives;
using SraCl.Backbones.Recurrent;
using SraCl.Batching;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Objectives;

public sealed class SampledSoftmaxTests : IDisposable
{
    private const int Items = 9;

    // Item 9 never occurs in training.
    private static readonly TrainingSplit Split = new(new ItemSequences([1, 2, 3, 4, 5, 6, 7, 8, 2, 1, 5, 5, 2], [0, 9, 13]), Items);
    private static readonly SequenceWindow[] Samples = [new(0, 7), new(1, 1), new(0, 3), new(1, 3), new(0, 1)]; // Targets 8, 5, 4, 2, 2.

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(SampledLoss.CrossEntropy, 0, 0.5, false, 0)]
    [InlineData(SampledLoss.CrossEntropy, 1, 0.75, false, 0)]
    [InlineData(SampledLoss.CrossEntropy, 0.5, 0.5, true, 0)]
    [InlineData(SampledLoss.CrossEntropy, 1, 0.5, true, 0, LogQCorrection.ExpectedCompetitors)]
    [InlineData(SampledLoss.CrossEntropy, 0.5, 0, false, 0, LogQCorrection.ExpectedCompetitors)]
    [InlineData(SampledLoss.BprMax, 0, 0.5, false, 0.5)]
    [InlineData(SampledLoss.BprMax, 0, 0.5, true, 0)]
    public void Compute_SampledItems_EqualsTheFormulaSampleBySample(
        SampledLoss loss, double logQ, double exponent, bool removeHits, double elu, LogQCorrection correction = LogQCorrection.Counts)
    {
        using GruBackbone backbone = Create();
        var objective = new SampledSoftmax(Split, new SampledSoftmaxOptions
        {
            Loss = loss, Samples = 12, PopularityExponent = exponent, LogQ = logQ, RemoveAccidentalHits = removeHits, Elu = elu, ScorePenalty = 0.7,
            Correction = correction,
        });
        using TrainingStep step = Begin(objective, backbone, Samples);

        Tensor actual = objective.Compute(step);

        int[] targets = step.Batch.Get(StandardFields.Target).Values.ToArray();
        int[] drawn = step.Batch.Get((BatchField<IdColumn>)objective.Fields[1]).Values.ToArray();
        int[] columns = [.. targets, .. drawn];
        float[] vectors = Numbers.Of(backbone.ItemVectors());
        float[] biases = Numbers.Of(backbone.ItemBiases()!);
        double expected = 0;
        for (int row = 0; row < Samples.Length; row++)
        {
            ReadOnlySpan<int> history = Split.Sequences[Samples[row].User][..Samples[row].End];
            float[] state = Numbers.Of(backbone.Encode(tensor(history.ToArray().Select(id => (long)id).ToArray(), [1, history.Length])));
            double[] scores = columns.Select((item, column) =>
            {
                double score = biases[item - 1] + Enumerable.Range(0, 4).Sum(i => (double)state[i] * vectors[((item - 1) * 4) + i]);
                return correction == LogQCorrection.Counts ? score - (logQ * (column < targets.Length ? 1 : exponent) * Math.Log(Count(item)))
                    : column == row ? score
                    : score - (logQ * Math.Log((4 * Count(item) / 13.0) + (12 * Math.Pow(Count(item), exponent) / Enumerable.Range(1, Items).Where(other => Count(other) > 0).Sum(other => Math.Pow(Count(other), exponent)))));
            }).ToArray();
            expected += Loss(scores, row, column => removeHits && columns[column] == targets[row] && column != row);
        }

        Assert.Equal(12, drawn.Length);
        Assert.Equal(expected / Samples.Length, actual.item<float>(), 1e-5);
        actual.backward();
        Assert.All(backbone.named_parameters(), p => Assert.True(p.parameter.grad is { } gradient && Numbers.Of(gradient).All(float.IsFinite), p.name));

        double Loss(double[] scores, int own, Func<int, bool> leftOut)
        {
            int[] others = Enumerable.Range(0, scores.Length).Where(column => column != own && !leftOut(column)).ToArray();
            if (loss == SampledLoss.CrossEntropy)
            {
                return Math.Log(Math.Exp(scores[own]) + others.Sum(column => Math.Exp(scores[column]))) - scores[own];
            }

            double[] units = scores.Select(score => elu > 0 && score < 0 ? elu * (Math.Exp(score) - 1) : score).ToArray();
            double total = others.Sum(column => Math.Exp(units[column]));
            double pairs = others.Sum(column => Math.Exp(units[column]) / total / (1 + Math.Exp(units[column] - units[own])));
            return -Math.Log(pairs) + (0.7 * others.Sum(column => Math.Exp(units[column]) / total * units[column] * units[column]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Compute_FullSoftmaxPreset_HasTheFullSumAsItsExpectedValue(double exponent)
    {
        const int Draws = 3_000;
        using GruBackbone backbone = Create();
        var options = new SampledSoftmaxOptions { Samples = 4, PopularityExponent = exponent };
        SampledSoftmaxPresets.FullSoftmax(options);
        var objective = new SampledSoftmax(Split, options);
        using IDisposable noGradient = no_grad();
        double[] full = OccurringScores(backbone);
        double expected = full.Sum(Math.Exp) / Math.Exp(full[7]); // The target is item 8.

        double[] sums = Enumerable.Range(1, Draws).Select(seed =>
        {
            using TrainingStep step = Begin(objective, backbone, [new(0, 7)], seed);
            using DisposeScope scope = NewDisposeScope();
            return Math.Exp(objective.Compute(step).ToDouble());
        }).ToArray();

        double mean = sums.Average();
        double error = Math.Sqrt(sums.Average(sum => (sum - mean) * (sum - mean)) / Draws);
        Assert.InRange(mean, expected - (4 * error), expected + (4 * error));
        Assert.InRange(error / expected, 0, 0.05);
    }

    [Fact]
    public void Compute_FullSoftmaxPresetWithManyDraws_HasTheGradientsOfTheFullSoftmax()
    {
        using GruBackbone backbone = Create();
        var options = new SampledSoftmaxOptions { Samples = 200_000 };
        double uncorrected = Distance(options);
        SampledSoftmaxPresets.FullSoftmax(options);
        double corrected = Distance(options);

        Assert.InRange(corrected, 0, 0.01);
        Assert.True(uncorrected > 10 * corrected, $"{uncorrected} without the correction, {corrected} with it");

        // The largest difference of a gradient, relative to the largest gradient.
        double Distance(SampledSoftmaxOptions options)
        {
            var objective = new SampledSoftmax(Split, options);
            using DisposeScope scope = NewDisposeScope();
            using TrainingStep step = Begin(objective, backbone, [new(0, 7)]);
            float[] actual = Gradients(backbone, objective.Compute(step));
            float[] full = Gradients(backbone, nn.functional.cross_entropy(Occurring(backbone), tensor(new long[] { 7 })));
            return full.Zip(actual, (expected, found) => Math.Abs(expected - found)).Max() / full.Max(Math.Abs);
        }
    }

    [Theory]
    [InlineData(SampledLoss.CrossEntropy)]
    [InlineData(SampledLoss.BprMax)]
    public void Compute_NothingToCompeteWith_IsZeroWithGradientsOfZero(SampledLoss loss)
    {
        using GruBackbone backbone = Create();
        var objective = new SampledSoftmax(Split, new SampledSoftmaxOptions { Loss = loss, Samples = 0, RemoveAccidentalHits = true });
        using TrainingStep step = Begin(objective, backbone, [new(1, 3), new(0, 1)]); // The target of both is item 2.

        Tensor actual = objective.Compute(step);
        actual.backward();

        Assert.Equal(0, actual.item<float>(), 1e-6);
        Assert.All(backbone.parameters().Select(p => p.grad).OfType<Tensor>(), gradient => Assert.All(Numbers.Of(gradient), value => Assert.Equal(0, value, 1e-6)));
    }

    [Fact]
    public void Fill_ManyBatches_DrawsInProportionToThePowerOfTheCounts()
    {
        BatchField<IdColumn> field = Field(new SampledSoftmaxOptions { Samples = 4_000, PopularityExponent = 0.5 });
        int[] drawn = Draw(field, Samples, epoch: 1);

        double total = Enumerable.Range(1, Items).Sum(item => Math.Sqrt(Count(item)));
        for (int item = 1; item <= Items; item++)
        {
            double expected = 4_000 * Math.Sqrt(Count(item)) / total;
            Assert.InRange(drawn.Count(other => other == item), expected - (4 * Math.Sqrt(expected)), expected + (4 * Math.Sqrt(expected)));
        }
    }

    [Fact]
    public void Fill_SameKey_DrawsTheSameAndOtherEpochsOthers()
    {
        BatchField<IdColumn> field = Field(new SampledSoftmaxOptions { Samples = 17, PopularityExponent = 0 });

        Assert.Equal(Draw(field, Samples, epoch: 1), Draw(Field(new SampledSoftmaxOptions { Samples = 17, PopularityExponent = 0 }), Samples, epoch: 1));
        Assert.NotEqual(Draw(field, Samples, epoch: 1), Draw(field, Samples, epoch: 2));
        Assert.DoesNotContain(Items, Draw(field, Samples, epoch: 1));
    }

    [Fact]
    public void AddSampledSoftmaxAndAddBprMax_LastCall_Decides()
    {
        var services = new ServiceCollection();
        services.AddSraCl().AddSampledSoftmax(options => options.Samples = 5).AddBprMax(options => options.ScorePenalty = 1.95);
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using GruBackbone backbone = Create();

        WeightedObjective made = Assert.Single(provider.GetServices<IObjectiveFactory>()).Create(Split, backbone);

        Assert.Equal("BPR-max", made.Objective.Name);
        Assert.Equal(1, made.Weight);
        Assert.Equal(5, Draw((BatchField<IdColumn>)made.Objective.Fields[1], Samples, epoch: 1).Length);
    }

    [Fact]
    public void AddBprMax_FullSoftmaxChosenBefore_DropsItsCorrection()
    {
        Assert.Equal("BPR-max", Add(builder => builder.AddSampledSoftmax(SampledSoftmaxPresets.FullSoftmax).AddBprMax()).Objective.Name);
        Assert.Equal("sampled softmax", Add(builder => builder.AddBprMax().AddSampledSoftmax(SampledSoftmaxPresets.FullSoftmax)).Objective.Name);
        Assert.Equal("sampled softmax", Add(builder => builder.AddSampledSoftmax(options => options.Loss = SampledLoss.BprMax)).Objective.Name);
    }

    [Fact]
    public void AddBprMax_FullSoftmaxAsItsOwnPreset_SaysWhatToDo()
    {
        string message = Assert.Throws<SraClException>(() => Add(builder => builder.AddBprMax(SampledSoftmaxPresets.FullSoftmax))).Message;

        Assert.Contains("LogQ is 1, but BPR-max has no such correction; set it to 0, or take CrossEntropy with AddSampledSoftmax", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_WrongValues_NamesThemAll()
    {
        var options = new SampledSoftmaxOptions { Loss = SampledLoss.BprMax, Samples = -1, PopularityExponent = double.NaN, LogQ = 0.5, ScorePenalty = -1, Elu = -2 };

        string message = Assert.Throws<SraClException>(() => new SampledSoftmax(Split, options)).Message;

        string[] errors = ["Samples is -1", "PopularityExponent is NaN", "LogQ is 0.5, but BPR-max", "ScorePenalty is -1", "Elu is -2"];
        Assert.All(errors, error => Assert.Contains(error, message, StringComparison.Ordinal));
        Assert.Throws<SraClException>(() => new SampledSoftmax(new TrainingSplit(new ItemSequences([], [0]), 3)));
    }

    private static WeightedObjective Add(Action<ISraClBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddSraCl());
        using ServiceProvider provider = services.BuildServiceProvider();
        using GruBackbone backbone = Create();
        return Assert.Single(provider.GetServices<IObjectiveFactory>()).Create(Split, backbone);
    }

    private static int Count(int item) => Enumerable.Range(0, Split.Sequences.Count).Sum(user => Split.Sequences[user].Count(item));

    private static BatchField<IdColumn> Field(SampledSoftmaxOptions options) => (BatchField<IdColumn>)new SampledSoftmax(Split, options).Fields[1];

    private static int[] Draw(BatchField<IdColumn> field, SequenceWindow[] samples, int epoch)
    {
        var batch = new Batch([field]);
        batch.Fill(new BatchSamples(Split, samples, Enumerable.Range(0, samples.Length).ToArray(), maxLength: 8, CounterRandom.Create(1).Derive(epoch)));
        return batch.Get(field).Values.ToArray();
    }

    /// <summary>The scores of items 1 to 8, those with training events, for the first seven items of user 0, <c>[1, 8]</c>.</summary>
    private static Tensor Occurring(GruBackbone backbone)
    {
        Tensor state = backbone.Encode(tensor(Split.Sequences[0][..7].ToArray().Select(id => (long)id).ToArray(), [1, 7]));
        return (state.mm(backbone.ItemVectors().t()) + backbone.ItemBiases()!).narrow(1, 0, Items - 1);
    }

    private static double[] OccurringScores(GruBackbone backbone) => Numbers.Of(Occurring(backbone)).Select(score => (double)score).ToArray();

    private static float[] Gradients(GruBackbone backbone, Tensor loss)
    {
        backbone.zero_grad();
        loss.backward();
        return backbone.named_parameters().SelectMany(p => p.parameter.grad is { } gradient ? Numbers.Of(gradient) : new float[p.parameter.numel()]).ToArray();
    }

    private static TrainingStep Begin(IObjective objective, GruBackbone backbone, SequenceWindow[] samples, long seed = 1)
    {
        var batch = new Batch(TrainingStep.FieldsOf([objective]));
        batch.Fill(new BatchSamples(Split, samples, Enumerable.Range(0, samples.Length).ToArray(), maxLength: 8, CounterRandom.Create(seed)));
        var step = new TrainingStep(backbone, [objective], CPU);
        step.Begin(batch);
        return step;
    }

    private static GruBackbone Create()
    {
        var backbone = new GruBackbone(Items, new GruOptions { MaxLength = 8, EmbeddingSize = 4, HiddenSize = 5, ItemBias = true }, seed: 2);
        backbone.eval();
        using IDisposable noGradient = no_grad();
        using var generator = new Generator(4);
        foreach (Parameter parameter in backbone.parameters())
        {
            parameter.normal_(0, 0.8, generator);
        }

        return backbone;
    }
}
