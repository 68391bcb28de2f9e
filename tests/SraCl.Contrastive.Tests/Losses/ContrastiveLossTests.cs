using SraCl.Contrastive.Losses;
using SraCl.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests.Losses;

public sealed class ContrastiveLossTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<ContrastiveForm, SimilarityMeasure, double, ContrastiveReduction, bool> Grid { get; } = MakeGrid();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(ContrastiveForm.Symmetric, 1, 0.8993351092)]
    [InlineData(ContrastiveForm.Symmetric, 0.5, 0.9130192908)]
    [InlineData(ContrastiveForm.OneSided, 1, 0.6436693358)]
    public void Compute_TwoPairs_GivesTheGoldenValue(ContrastiveForm form, double temperature, double expected)
    {
        Tensor anchors = Numbers.Matrix(new double[,] { { 1, 0 }, { 0, 2 } });
        Tensor positives = Numbers.Matrix(new double[,] { { .5, .5 }, { 1, 1 } });

        Assert.Equal(expected, ContrastiveLoss.Compute(anchors, positives, new() { Form = form, Temperature = temperature }).item<double>(), 1e-9);
    }

    [Theory]
    [InlineData(ContrastiveForm.Symmetric, 1.2581852261)]
    [InlineData(ContrastiveForm.OneSided, 0.8167905150)]
    public void Compute_ThreePairs_GivesTheGoldenValue(ContrastiveForm form, double expected)
    {
        Tensor anchors = Numbers.Matrix(new[,] { { .1, .2, -.3 }, { .4, -.5, .6 }, { 0, .7, .1 } });
        Tensor positives = Numbers.Matrix(new[,] { { .2, .1, -.1 }, { .3, -.4, .5 }, { -.2, .6, .3 } });

        Assert.Equal(expected, ContrastiveLoss.Compute(anchors, positives, new() { Form = form }).item<double>(), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public void Compute_AnyOptions_EqualsTheNaiveFormulaInValueAndGradient(
        ContrastiveForm form, SimilarityMeasure similarity, double temperature, ContrastiveReduction reduction, bool masked)
    {
        const int Size = 4;
        const int Width = 3;
        var options = new ContrastiveLossOptions { Form = form, Similarity = similarity, Temperature = temperature, Reduction = reduction };
        // Not symmetric, with a true on the diagonal (ignored) and a row that has no negative left.
        bool[,]? alike = masked ? new[,] { { true, false, true, false }, { false, false, false, false }, { true, true, false, true }, { false, true, false, true } } : null;
        CounterRandom random = CounterRandom.Create(5);
        double[] values = Enumerable.Range(0, 2 * Size * Width).Select(_ => (2 * random.NextDouble()) - 1).ToArray();
        Tensor input = tensor(values, [2 * Size, Width], dtype: ScalarType.Float64).requires_grad_();

        Tensor loss = ContrastiveLoss.Compute(input.narrow(0, 0, Size), input.narrow(0, Size, Size), options, masked ? tensor(alike!.Cast<bool>().ToArray(), [Size, Size]) : null);
        loss.backward();

        Assert.Equal(Reference(values), loss.item<double>(), 1e-10);
        Numbers.AssertClose(Numbers.FiniteDifferences(Reference, values), Numbers.Of(input.grad!), 1e-7);

        double Reference(double[] at)
        {
            double[][] rows = at.Chunk(Width).ToArray();
            return ContrastiveReference.Loss(rows[..Size], rows[Size..], options, alike);
        }
    }

    [Theory]
    [InlineData(ContrastiveForm.Symmetric)]
    [InlineData(ContrastiveForm.OneSided)]
    public void Compute_OnePair_IsZeroWithZeroGradient(ContrastiveForm form)
    {
        Tensor anchors = Numbers.Matrix(new double[,] { { 3, -1 } }).requires_grad_();

        Tensor loss = ContrastiveLoss.Compute(anchors, Numbers.Matrix(new double[,] { { 2, 5 } }), new() { Form = form });
        loss.backward();

        Assert.Equal(0, loss.item<double>());
        Assert.Equal([0, 0], Numbers.Of(anchors.grad!));
    }

    [Theory]
    [InlineData(ContrastiveForm.Symmetric)]
    [InlineData(ContrastiveForm.OneSided)]
    public void Compute_EveryNegativeMasked_IsZeroWithZeroGradient(ContrastiveForm form)
    {
        Tensor anchors = Numbers.Matrix(new double[,] { { 3, -1 }, { 1, 1 } }).requires_grad_();

        Tensor loss = ContrastiveLoss.Compute(anchors, Numbers.Matrix(new double[,] { { 2, 5 }, { 0, 1 } }), new() { Form = form }, ones(2, 2, dtype: ScalarType.Bool));
        loss.backward();

        Assert.Equal(0, loss.item<double>());
        Assert.Equal([0, 0, 0, 0], Numbers.Of(anchors.grad!));
    }

    [Fact]
    public void Compute_ProductsBeyondTheRangeOfExp_StaysFinite()
    {
        Tensor anchors = tensor(new float[] { 100, 0, 0, 100 }, [2, 2]).requires_grad_();

        Tensor loss = ContrastiveLoss.Compute(anchors, tensor(new float[] { 0, 100, 100, 0 }, [2, 2]));
        loss.backward();

        Assert.Equal(10_000, loss.item<float>(), 1f);
        Assert.All(Numbers.Of(anchors.grad!), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void Compute_Repeatedly_LeavesOnlyTheLoss()
    {
        Tensor anchors = rand(4, 3);
        Tensor positives = rand(4, 3);
        long before = LiveTensors.Settled();

        using Tensor loss = ContrastiveLoss.Compute(anchors, positives);

        Assert.Equal(before + 1, Tensor.TotalCount);
    }

    [Fact]
    public void Compute_ShapesThatDoNotFit_NamesThem()
    {
        Assert.Contains("[2, 3] and [2, 4]", Assert.Throws<ArgumentException>(() => ContrastiveLoss.Compute(rand(2, 3), rand(2, 4))).Message, StringComparison.Ordinal);
        Assert.Contains("[0, 3]", Assert.Throws<ArgumentException>(() => ContrastiveLoss.Compute(rand(0, 3), rand(0, 3))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "bool [2, 2]",
            Assert.Throws<ArgumentException>(() => ContrastiveLoss.Compute(rand(2, 3), rand(2, 3), falseNegatives: ones(4, 4, dtype: ScalarType.Bool))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Temperature_NotPositive_Throws(double temperature) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ContrastiveLossOptions { Temperature = temperature });

    private static TheoryData<ContrastiveForm, SimilarityMeasure, double, ContrastiveReduction, bool> MakeGrid()
    {
        var grid = new TheoryData<ContrastiveForm, SimilarityMeasure, double, ContrastiveReduction, bool>();
        foreach (ContrastiveForm form in Enum.GetValues<ContrastiveForm>())
        {
            foreach (SimilarityMeasure similarity in Enum.GetValues<SimilarityMeasure>())
            {
                foreach (ContrastiveReduction reduction in Enum.GetValues<ContrastiveReduction>())
                {
                    grid.Add(form, similarity, 1, reduction, false);
                    grid.Add(form, similarity, 0.3, reduction, true);
                }
            }
        }

        return grid;
    }
}
