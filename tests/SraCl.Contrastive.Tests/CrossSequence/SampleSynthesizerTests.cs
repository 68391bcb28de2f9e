using SraCl.Contrastive.CrossSequence;
using SraCl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests.CrossSequence;

public sealed class SampleSynthesizerTests : IDisposable
{
    private static readonly double[] GoldenProjection = [1, 0, 1, 0, 1, -1]; // [D, S]: the columns are (1, 0), (0, 1), (1, -1)
    private static readonly double[] GoldenAttention = [.5, -1, 2, .25];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(new long[] { 0, 1, 2 }, 0, new[] { .64263764, .15342597 })]
    [InlineData(new long[] { 0, 2 }, 0.5, new[] { 1.28527529, -.20393638 })]
    public void CallAndCombine_GoldenValues_AreMet(long[] kept, double dropout, double[] expected)
    {
        using SampleSynthesizer synthesizer = Make(3, 2, [.. GoldenProjection, .. GoldenAttention]);
        Tensor representations = Numbers.Matrix(new[,] { { 1, 0 }, { 0, 1 }, { .5, -.5 } });

        Tensor weights = synthesizer.call(Numbers.Matrix(new double[,] { { 1, 2, 0 } }), Numbers.Matrix(new[,] { { 0, 1, 1 }, { 1, 0, -1 }, { -1, 1, .5 } }), null);
        Tensor positive = SampleSynthesizer.Combine(weights, tensor(kept), zeros(kept.Length, dtype: ScalarType.Int64), representations.index_select(0, tensor(kept)), dropout);

        Numbers.AssertClose([.54066945, .25539417, .20393638], Numbers.Of(weights), 1e-8);
        Numbers.AssertClose(expected, Numbers.Of(positive), 1e-8);
    }

    [Fact]
    public void CallAndCombine_SeveralSamples_EqualTheFormulaInValueAndGradient()
    {
        const int Samples = 3;
        const int K = 4;
        const int S = 5;
        const int D = 2;
        bool[,] absent = { { false, false, false, false }, { false, false, true, true }, { false, true, true, true } };
        long[] kept = [0, 3, 5, 8]; // places of the flattened [3, 4]
        CounterRandom random = CounterRandom.Create(6);
        double[] semantics = Draw(ref random, (Samples + (Samples * K)) * S);
        double[] weights = Draw(ref random, (D * S) + (2 * D));
        double[] representations = Draw(ref random, kept.Length * D);
        double[] probe = Draw(ref random, Samples * D); // makes a scalar of the result
        using SampleSynthesizer synthesizer = Make(S, D, weights);
        Tensor encoded = tensor(representations, [kept.Length, D], dtype: ScalarType.Float64).requires_grad_();

        Tensor p = synthesizer.call(
            tensor(semantics[..(Samples * S)], [Samples, S], dtype: ScalarType.Float64),
            tensor(semantics[(Samples * S)..], [Samples * K, S], dtype: ScalarType.Float64),
            tensor(absent.Cast<bool>().ToArray(), [Samples, K]));
        Tensor positives = SampleSynthesizer.Combine(p, tensor(kept), tensor(kept.Select(place => place / K).ToArray()), encoded, 0.5);
        (positives.view(-1) * tensor(probe, dtype: ScalarType.Float64)).sum().backward();

        Numbers.AssertClose(Reference(weights, representations), Numbers.Of(positives), 1e-12);
        Numbers.AssertClose(
            Numbers.FiniteDifferences(at => Probe(Reference(at, representations)), weights),
            synthesizer.parameters().SelectMany(parameter => Numbers.Of(parameter.grad!)).ToArray(),
            1e-8);
        Numbers.AssertClose(Numbers.FiniteDifferences(at => Probe(Reference(weights, at)), representations), Numbers.Of(encoded.grad!), 1e-8);

        double Probe(double[] result) => result.Zip(probe, (a, b) => a * b).Sum();

        double[] Reference(double[] w, double[] h)
        {
            var result = new double[Samples * D];
            for (int sample = 0; sample < Samples; sample++)
            {
                double[] exponentials = Enumerable.Range(0, K).Select(i => absent[sample, i] ? 0 : Math.Exp(Score(w, sample, i))).ToArray();
                for (int m = 0; m < kept.Length; m++)
                {
                    for (int d = 0; d < D && kept[m] / K == sample; d++)
                    {
                        result[(sample * D) + d] += 2 * exponentials[kept[m] % K] / exponentials.Sum() * h[(m * D) + d];
                    }
                }
            }

            return result;
        }

        // Eq. 7 as it is written: project both vectors, join them, multiply with a, bend.
        double Score(double[] w, int sample, int neighbor)
        {
            double[] joined = [.. Project(w, sample), .. Project(w, Samples + (sample * K) + neighbor)];
            double e = joined.Zip(w[(D * S)..], (x, a) => x * a).Sum();
            return e < 0 ? 0.2 * e : e;
        }

        double[] Project(double[] w, int row) =>
            Enumerable.Range(0, D).Select(d => Enumerable.Range(0, S).Sum(s => w[(d * S) + s] * semantics[(row * S) + s])).ToArray();
    }

    [Fact]
    public void Combine_NothingKept_IsZero()
    {
        Tensor none = zeros(0, dtype: ScalarType.Int64);

        Assert.Equal([0, 0, 0, 0], Numbers.Of(SampleSynthesizer.Combine(rand(2, 3), none, none, zeros(0, 2), 0.5)));
    }

    [Fact]
    public void Constructor_Seeds_GiveXavierUniformWeights()
    {
        using var one = new SampleSynthesizer(200, 100, seed: 1);
        using var again = new SampleSynthesizer(200, 100, seed: 1);
        using var other = new SampleSynthesizer(200, 100, seed: 2);
        double[] weights = Numbers.Of(one.parameters().First());
        double bound = 1.414 * Math.Sqrt(6.0 / 300);

        Assert.Equal(weights, Numbers.Of(again.parameters().First()));
        Assert.NotEqual(weights, Numbers.Of(other.parameters().First()));
        Assert.InRange(weights.Max(), 0.99 * bound, bound);
        Assert.InRange(weights.Min(), -bound, -0.99 * bound);
        Assert.InRange(weights.Sum(w => w * w) / weights.Length, 0.95 * bound * bound / 3, 1.05 * bound * bound / 3);
    }

    private static SampleSynthesizer Make(int semanticSize, int hiddenSize, double[] weights)
    {
        SampleSynthesizer synthesizer = new SampleSynthesizer(semanticSize, hiddenSize, seed: 1).to(ScalarType.Float64);
        using IDisposable noGradient = no_grad();
        int used = 0;
        foreach (Tensor parameter in synthesizer.parameters())
        {
            int count = (int)parameter.numel();
            parameter.copy_(tensor(weights[used..(used + count)], dtype: ScalarType.Float64).view_as(parameter));
            used += count;
        }

        return synthesizer;
    }

    private static double[] Draw(ref CounterRandom random, int count)
    {
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (2 * random.NextDouble()) - 1;
        }

        return values;
    }
}
