using SraCl.Randomness;
using SraCl.Training.Statistics;

namespace SraCl.Training.Tests.Statistics;

public sealed class PairedBootstrapTests
{
    [Fact]
    public void Interval_FiveCases_ComesCloseToAllDraws()
    {
        double[] differences = [.4, .1, -.05, .9, .02];

        ConfidenceInterval interval = PairedBootstrap.Interval(differences, new double[5], rounds: 200_000);

        (double lower, double upper) = AllDraws(differences);
        Assert.Equal(lower, interval.Lower, 0.02);
        Assert.Equal(upper, interval.Upper, 0.02); // Few cases have few different means, a hundredth apart.
    }

    [Fact]
    public void Interval_SkewedPopulation_CoversTheTrueMeanAboutAsOftenAsItSays()
    {
        const int Samples = 300;
        int covered = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            CounterRandom random = CounterRandom.Create(7).Derive(sample);
            double[] values = new double[60];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = random.NextDouble() < 0.15 ? 1 : 0;
            }

            ConfidenceInterval interval = PairedBootstrap.Interval(values, new double[60], level: 0.9, rounds: 400, seed: sample);
            covered += interval.Lower <= 0.15 && interval.Upper >= 0.15 ? 1 : 0;
        }

        Assert.InRange(covered / (double)Samples, 0.84, 0.95);
    }

    [Fact]
    public void Interval_Exchanged_IsMirrored()
    {
        double[] first = [.9, .8, .4, .7, .6, .95, .3, .85];
        double[] second = [.5, .7, .45, .3, .6, .2, .25, .6];

        ConfidenceInterval one = PairedBootstrap.Interval(first, second, seed: 3);
        ConfidenceInterval other = PairedBootstrap.Interval(second, first, seed: 3);

        Assert.Equal(one.Lower, -other.Upper, 3);
        Assert.Equal(one.Upper, -other.Lower, 3);
    }

    [Fact]
    public void Interval_SameSeed_IsTheSame() => Assert.Equal(PairedBootstrap.Interval([1, 0, 1], [0, 0, .5], seed: 5), PairedBootstrap.Interval([1, 0, 1], [0, 0, .5], seed: 5));

    [Fact]
    public void Interval_SameDifferenceEverywhere_HasNoWidth() => Assert.Equal(new ConfidenceInterval(0.5, 0.5, 0.95), PairedBootstrap.Interval([1, .75, .5], [.5, .25, 0]));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Interval_LevelOutOfRange_Throws(double level) => Assert.Throws<ArgumentOutOfRangeException>(() => PairedBootstrap.Interval([1, 0], [0, 0], level));

    /// <summary>BCa over each of the n^n draws, with the acceleration from the jackknife as it is defined.</summary>
    private static (double Lower, double Upper) AllDraws(double[] differences)
    {
        int n = differences.Length;
        double actual = differences.Average();
        var means = new List<double>();
        for (int draw = 0; draw < (int)Math.Pow(n, n); draw++)
        {
            int rest = draw;
            double sum = 0;
            for (int i = 0; i < n; i++)
            {
                (rest, int place) = Math.DivRem(rest, n);
                sum += differences[place];
            }

            means.Add(sum / n);
        }

        means.Sort();
        double below = (means.Count(mean => mean < actual - 1e-12) + (means.Count(mean => Math.Abs(mean - actual) <= 1e-12) / 2.0)) / means.Count;
        double bias = NormalDistribution.Quantile(below);
        double[] without = [.. differences.Select((_, left) => differences.Where((_, i) => i != left).Average())];
        double center = without.Average();
        double acceleration = without.Sum(mean => Math.Pow(center - mean, 3)) / (6 * Math.Pow(without.Sum(mean => Math.Pow(center - mean, 2)), 1.5));
        return (End(-1.959963984540054), End(1.959963984540054));

        double End(double z) => means[(int)(NormalDistribution.Cumulative(bias + ((bias + z) / (1 - (acceleration * (bias + z))))) * (means.Count - 1))];
    }
}
