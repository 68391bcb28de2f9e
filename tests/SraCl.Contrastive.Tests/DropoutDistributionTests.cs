using SraCl.Backbones.Objectives;
using SraCl.Contrastive.CrossSequence;
using SraCl.Contrastive.IntraSequence;
using SraCl.Contrastive.Tests.CrossSequence;
using SraCl.Neighbors;
using SraCl.Objectives;
using SraCl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests;

/// <summary>With dropout on, the grouped and pruned step draws other numbers than the published formulation; on average both are the same.</summary>
public sealed class DropoutDistributionTests : IDisposable
{
    private const int Draws = 600;
    private const long Seed = 5;

    /// <summary>Two independent means differ by more than this many standard errors once in about 150,000 comparisons.</summary>
    private const double StandardErrors = 4.5;

    private static readonly ItemNeighbors Items = new(new NeighborTable(7, 2, [-1, -1, 2, 3, 1, 3, 4, 5, 3, 5, 4, 1, 1, 2]));

    private readonly VectorBackbone _backbone = new(6, 4, dropout: 0.3);

    public void Dispose() => _backbone.Dispose();

    [Fact]
    public void Compute_ManyDraws_HasTheMeansOfTheNaiveStepInLossAndGradients()
    {
        random.manual_seed(11);
        Moments separate = Grouped(HistoryPass.Separate);
        Moments shared = Grouped(HistoryPass.Shared);
        using var synthesizer = new SampleSynthesizer(CrossSequenceData.Embeddings(1).Dimension, _backbone.HiddenSize, Seed);
        var naive = new NaiveStep(_backbone, synthesizer, Items.Table);

        Moments expected = Collect([_backbone, synthesizer], draw =>
        {
            CounterRandom views = CounterRandom.Create(21).Derive(draw);
            return naive.Compute(ref views);
        });

        AssertSameMeans(expected, separate, "with a pass of its own");
        AssertSameMeans(expected, shared, "with the main loss's pass");
    }

    private Moments Grouped(HistoryPass history)
    {
        var cross = new CrossSequenceObjective(CrossSequenceData.Neighbors, _backbone.HiddenSize, new() { Neighbors = 3, History = history, Seed = Seed });
        WeightedObjective[] objectives = [new(new NextItemCrossEntropy()), new(cross), new(new IntraSequenceObjective(Items, new() { Substitution = new() { Neighbors = 2 } }))];
        using var step = new AuxiliaryLoss(_backbone, CrossSequenceData.Split, CrossSequenceData.Samples, objectives, seed: 3);
        int[] samples = Enumerable.Range(0, CrossSequenceData.Samples.Length).ToArray();
        return Collect([_backbone, cross.Module!], draw => step.Compute(samples, draw));
    }

    private static void AssertSameMeans(Moments expected, Moments actual, string variant)
    {
        for (int i = 0; i < expected.Count; i++)
        {
            double difference = Math.Abs(actual.Mean(i) - expected.Mean(i));
            double error = Math.Sqrt(actual.SquaredError(i) + expected.SquaredError(i));
            Assert.True(
                difference <= StandardErrors * error,
                $"Number {i} (0 is the loss) {variant}: {actual.Mean(i)} grouped, {expected.Mean(i)} naive, {difference / error:F1} standard errors apart.");
        }
    }

    /// <summary>Draws losses and the gradients of all parameters.</summary>
    private static Moments Collect(nn.Module[] modules, Func<int, Tensor> compute)
    {
        Moments? moments = null;
        for (int draw = 0; draw < Draws; draw++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor loss = compute(draw);
            loss.backward();
            double[] numbers = [loss.item<float>(), .. modules.SelectMany(module => module.parameters()).SelectMany(parameter => Numbers.Of(parameter.grad!))];
            (moments ??= new Moments(numbers.Length)).Add(numbers);
            foreach (nn.Module module in modules)
            {
                module.zero_grad();
            }
        }

        return moments!;
    }

    /// <summary>Means of several numbers over many draws, and how sure they are.</summary>
    private sealed class Moments(int count)
    {
        private readonly double[] _sums = new double[count];
        private readonly double[] _squares = new double[count];
        private int _draws;

        public int Count => count;

        public void Add(double[] numbers)
        {
            _draws++;
            for (int i = 0; i < numbers.Length; i++)
            {
                _sums[i] += numbers[i];
                _squares[i] += numbers[i] * numbers[i];
            }
        }

        public double Mean(int i) => _sums[i] / _draws;

        public double SquaredError(int i) => Math.Max(0, (_squares[i] / _draws) - (Mean(i) * Mean(i))) / _draws;
    }
}
