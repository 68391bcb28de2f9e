using SraCl.Splits;
using SraCl.Training.Analysis;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Analysis;

public sealed class RepresentationQualityTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(30)]
    public void Measure_AnyModel_EqualsTheDefinition(int sample)
    {
        const double Rounding = 1e-5;
        using var backbone = new TableBackbone(TestData.Vectors(97, 6, seed: 1));
        EvaluationSplit split = TestData.Split(60, 97, seed: 2);

        RepresentationQuality quality = RepresentationQuality.Measure(backbone, split, sample);

        Assert.Equal(Math.Min(sample, 60), quality.Cases);
        Assert.Equal(Math.Min(sample, 97), quality.Items);
        if (sample >= 97)
        {
            double[][] sequences = [.. Enumerable.Range(0, split.Count).Select(index => Direction(Representation(backbone, split.History(index))))];
            double[][] items = [.. Enumerable.Range(0, 97).Select(item => Direction(Row(backbone, item)))];
            Assert.Equal(sequences.Select((sequence, index) => Distance(sequence, items[split.Target(index) - 1])).Average(), quality.Alignment, Rounding);
            Assert.Equal(Uniformity(sequences), quality.SequenceUniformity, Rounding);
            Assert.Equal(Uniformity(items), quality.ItemUniformity, Rounding);
        }
    }

    [Fact]
    public void Measure_Sample_DependsOnTheSeedAlone()
    {
        using var backbone = new TableBackbone(TestData.Vectors(97, 6, seed: 1));
        EvaluationSplit split = TestData.Split(60, 97, seed: 2);

        RepresentationQuality one = RepresentationQuality.Measure(backbone, split, sample: 20, seed: 7);

        Assert.Equal(one, RepresentationQuality.Measure(backbone, split, sample: 20, seed: 7));
        Assert.NotEqual(one, RepresentationQuality.Measure(backbone, split, sample: 20, seed: 8));
    }

    [Fact]
    public void Measure_Training_LeavesTheModeAsItWas()
    {
        using var backbone = new TableBackbone(TestData.Vectors(97, 6, seed: 1));
        backbone.Module.train();

        RepresentationQuality.Measure(backbone, TestData.Split(60, 97, seed: 2));

        Assert.True(backbone.Module.training);
    }

    [Fact]
    public void Measure_ZeroVectors_Refuses()
    {
        using var backbone = new TableBackbone(new float[97, 6]);

        SraClException error = Assert.Throws<SraClException>(() => RepresentationQuality.Measure(backbone, TestData.Split(60, 97, seed: 2)));

        Assert.Contains("direction", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Measure_OneCase_Refuses()
    {
        using var backbone = new TableBackbone(TestData.Vectors(97, 6, seed: 1));

        SraClException error = Assert.Throws<SraClException>(() => RepresentationQuality.Measure(backbone, TestData.Split(1, 97, seed: 2)));

        Assert.Contains("1 cases", error.Message, StringComparison.Ordinal);
    }

    private static double[] Representation(TableBackbone backbone, ReadOnlySpan<int> history)
    {
        using IDisposable noGradient = no_grad();
        ReadOnlySpan<int> newest = history[Math.Max(0, history.Length - backbone.MaxLength)..];
        return Numbers(backbone.Encode(tensor(Array.ConvertAll(newest.ToArray(), item => (long)item)).unsqueeze(0)));
    }

    private static double[] Row(TableBackbone backbone, int row) => Numbers(backbone.ItemVectors()[row].detach());

    private static double[] Numbers(Tensor values) => [.. values.to(ScalarType.Float64).reshape(-1).data<double>()];

    private static double[] Direction(double[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }

    private static double Distance(double[] one, double[] other) => one.Zip(other, (a, b) => (a - b) * (a - b)).Sum();

    private static double Uniformity(double[][] vectors) => Math.Log(
        (from i in Enumerable.Range(0, vectors.Length) from j in Enumerable.Range(0, vectors.Length) where i != j select Math.Exp(-2 * Distance(vectors[i], vectors[j]))).Average());
}
