using Microsoft.Extensions.DependencyInjection;
using SraCl.Batching;
using SraCl.Contrastive.Augmentation;
using SraCl.Contrastive.Losses;
using SraCl.Contrastive.Tests.Losses;
using SraCl.Objectives;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests.Augmentation;

public sealed class Cl4SRecObjectiveTests
{
    private const int Mask = 13;

    // Ten known items, all different, so that a view shows what was done to them.
    private static readonly int[] Flat = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 5];
    private static readonly TrainingSplit Split = new(new ItemSequences(Flat, [0, 11, 13]), itemCount: 12);
    private static readonly SequenceWindow[] Samples = [new(0, 10), new(1, 1), new(0, 4), new(0, 7)];

    [Fact]
    public void Fill_ManyEpochs_TakesTwoDifferentOperatorsOfTheStatedSizesEquallyOften()
    {
        (int[] First, int[] Second)[] views = Views(new Cl4SRecOptions(), epochs: 3_000);

        var pairs = new Dictionary<(string, string), int>();
        foreach ((int[] first, int[] second) in views)
        {
            (string, string) pair = (Operator(first, 6, 3, 6), Operator(second, 6, 3, 6));
            Assert.NotEqual(pair.Item1, pair.Item2);
            pairs[pair] = pairs.GetValueOrDefault(pair) + 1;
        }

        Assert.Equal(6, pairs.Count);
        Assert.All(pairs.Values, count => Assert.InRange(count, 410, 590));
        Assert.Equal(5, views.Where(view => view.First.Length == 6).Select(view => view.First[0]).Distinct().Count());
        int[][] masked = views.Select(view => view.First).Where(view => view.Contains(Mask)).ToArray();
        Assert.All(Enumerable.Range(0, 10), place => Assert.InRange(masked.Count(view => view[place] == Mask), masked.Length * 0.25, masked.Length * 0.35));
    }

    [Fact]
    public void Fill_CoSeRecViews_HidesBehindPaddingAndMayTakeAnOperatorTwice()
    {
        var options = new Cl4SRecOptions();
        options.UseCoSeRecViews();

        (int[] First, int[] Second)[] views = Views(options, epochs: 900);

        string[] pairs = views.Select(view => $"{Operator(view.First, 2, 7, 2)} {Operator(view.Second, 2, 7, 2)}").ToArray();
        Assert.Equal(9, pairs.Distinct(StringComparer.Ordinal).Count());
        Assert.InRange(views.Count(view => view.First.Length == 10 && view.First.Contains(0)), 240, 360);
        Assert.DoesNotContain(views, view => view.First.Contains(Mask));
        Assert.Equal((0.2, 0.7, 0.2, MaskKind.Padding, OperatorDraw.Independent), (options.CropShare, options.MaskShare, options.ReorderShare, options.Mask, options.Operators));
    }

    [Fact]
    public void Fill_OneItemOrNothingToDo_KeepsTheSequence()
    {
        Assert.All(Views(new Cl4SRecOptions { MaskShare = 1 }, epochs: 100, row: 1), view =>
        {
            Assert.Equal([12], view.First);
            Assert.Equal([12], view.Second);
        });
        Assert.All(Views(new Cl4SRecOptions { CropShare = 1, MaskShare = 0, ReorderShare = 0.1 }, epochs: 50), view => Assert.Equal(Flat[..10], view.First));
        Assert.All(Views(new Cl4SRecOptions { CropShare = 0.01 }, epochs: 50), view => Assert.NotEmpty(view.First));
    }

    [Fact]
    public void Fill_AllHiddenBehindPadding_TakesAllSlots()
    {
        (int[] First, int[] Second)[] views = Views(new Cl4SRecOptions { MaskShare = 1, Mask = MaskKind.Padding }, epochs: 50);

        Assert.Contains(views, view => view.First.All(item => item == 0));
        Assert.All(views.Where(view => view.First.Contains(0)), view => Assert.Equal(20, view.First.Length));
    }

    [Fact]
    public void Fill_ManyEpochs_NeverAltersTheTrainingSequences()
    {
        int[] before = [.. Flat];

        _ = Views(new Cl4SRecOptions(), epochs: 200);

        Assert.Equal(before, Flat);
    }

    [Fact]
    public void Fill_SameKey_GivesTheSameViews()
    {
        Assert.Equal(Views(new Cl4SRecOptions(), epochs: 20), Views(new Cl4SRecOptions(), epochs: 20), (one, two) =>
            one.First.SequenceEqual(two.First) && one.Second.SequenceEqual(two.Second));
    }

    [Theory]
    [InlineData(FalseNegativeRules.None)]
    [InlineData(FalseNegativeRules.SameUser)]
    public void Compute_GroupedByLength_EqualsTheFormulaOverViewsEncodedAlone(FalseNegativeRules rules)
    {
        using DisposeScope scope = NewDisposeScope();
        using var backbone = new VectorBackbone(12, 3, hasMaskToken: true);
        var options = new Cl4SRecOptions { Loss = new() { Temperature = 0.5 }, FalseNegatives = rules };
        var objective = new Cl4SRecObjective(backbone, options);
        using TrainingStep step = TestBatch.Begin(objective, backbone, Split, Samples);

        double loss = objective.Compute(step).item<float>();

        double[][][] views = objective.Encodings.Select(request => step.Batch.Get(request.Sequences)).Select(view =>
            Enumerable.Range(0, view.Count).Select(row => Numbers.Of(TestBatch.EncodeAlone(backbone, view[row]))).ToArray()).ToArray();
        bool[,] sameUser = { { true, false, true, true }, { false, true, false, false }, { true, false, true, true }, { true, false, true, true } };
        Assert.Equal(ContrastiveReference.Loss(views[0], views[1], options.Loss, rules == FalseNegativeRules.None ? null : sameUser), loss, 1e-4);
    }

    [Fact]
    public void Constructor_NoMaskToken_SaysTheCures()
    {
        using var backbone = new VectorBackbone(12, 3);

        string message = Assert.Throws<SraClException>(() => new Cl4SRecObjective(backbone)).Message;

        Assert.Contains("VectorBackbone has none", message, StringComparison.Ordinal);
        Assert.Contains("options.Mask = MaskKind.Padding", message, StringComparison.Ordinal);
        _ = new Cl4SRecObjective(backbone, new Cl4SRecOptions { Mask = MaskKind.Padding });
    }

    [Fact]
    public void Constructor_WrongValues_NamesThemAll()
    {
        using var backbone = new VectorBackbone(12, 3, hasMaskToken: true);
        var options = new Cl4SRecOptions
        {
            Weight = -1, CropShare = 0, MaskShare = 1.5, ReorderShare = double.NaN, Mask = (MaskKind)3, Operators = (OperatorDraw)4, FalseNegatives = (FalseNegativeRules)16,
        };

        string message = Assert.Throws<SraClException>(() => new Cl4SRecObjective(backbone, options)).Message;

        string[] errors = ["AddCl4SRecContrast", "CropShare is 0", "MaskShare is 1.5", "ReorderShare is NaN", "Mask is 3", "Operators is 4", "FalseNegatives is 16"];
        Assert.All(errors, error => Assert.Contains(error, message, StringComparison.Ordinal));
    }

    [Fact]
    public void AddCl4SRecContrast_Twice_MakesOneWithItsWeight()
    {
        var services = new ServiceCollection();
        services.AddSraCl().AddCl4SRecContrast(options => options.Weight = 0.3).AddCl4SRecContrast(options => options.UseCoSeRecViews());
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using var backbone = new VectorBackbone(12, 3);

        Assert.Equal(0.3, Assert.Single(provider.GetServices<IObjectiveFactory>()).Create(Split, backbone).Weight);
        var defaults = new Cl4SRecOptions();
        Assert.Equal((0.1, 0.6, 0.3, 0.6), (defaults.Weight, defaults.CropShare, defaults.MaskShare, defaults.ReorderShare));
    }

    /// <summary>What was done to the items 1..10, or "none".</summary>
    private static string Operator(int[] view, int kept, int hidden, int shuffled)
    {
        if (view.Length == kept && view.SequenceEqual(Enumerable.Range(view[0], kept)))
        {
            return "crop";
        }

        Assert.Equal(10, view.Length);
        int[] changed = Enumerable.Range(0, 10).Where(place => view[place] != place + 1).ToArray();
        if (changed.All(place => view[place] is 0 or Mask) && changed.Length == hidden)
        {
            return "mask";
        }

        Assert.Equal(Enumerable.Range(1, 10), view.Order());
        Assert.True(changed.Length == 0 || changed[^1] - changed[0] < shuffled);
        return "reorder";
    }

    private static (int[] First, int[] Second)[] Views(Cl4SRecOptions options, int epochs, int row = 0)
    {
        using var backbone = new VectorBackbone(12, 3, hasMaskToken: true);
        var objective = new Cl4SRecObjective(backbone, options);
        return Enumerable.Range(0, epochs).Select(epoch =>
        {
            Batch batch = TestBatch.Fill(TrainingStep.FieldsOf([objective]), Split, Samples, epoch);
            return (batch.Get(objective.Encodings[0].Sequences)[row].ToArray(), batch.Get(objective.Encodings[1].Sequences)[row].ToArray());
        }).ToArray();
    }
}
