using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SraCl.Contrastive.CrossSequence;
using SraCl.Contrastive.IntraSequence;
using SraCl.Contrastive.Losses;
using SraCl.Contrastive.Tests.CrossSequence;
using SraCl.Contrastive.Views;
using SraCl.Neighbors;
using SraCl.Objectives;
using SraCl.Sequences;

namespace SraCl.Contrastive.Tests;

public sealed class SraClContrastiveExtensionsTests
{
    private static readonly ItemNeighbors Items = new(new NeighborTable(7, 2, [-1, -1, 2, 3, 1, 3, 4, 5, 3, 5, 4, 1, 1, 2]));

    [Fact]
    public void AddBoth_Twice_MakesEachObjectiveOnceWithItsWeight()
    {
        WeightedObjective[] made = Create(builder =>
        {
            builder.AddIntraSequenceContrast(options => options.Substitution = new() { Neighbors = 2 }).AddCrossSequenceContrast(options => options.Neighbors = 3);
            builder.AddIntraSequenceContrast(options => options.Weight = 0.05).AddCrossSequenceContrast();
            builder.Services.AddSingleton(Items).AddSingleton(CrossSequenceData.Neighbors);
        });

        Assert.IsType<IntraSequenceObjective>(made[0].Objective);
        Assert.Equal(0.05, made[0].Weight);
        using CrossSequenceObjective cross = Assert.IsType<CrossSequenceObjective>(made[1].Objective);
        Assert.Equal(0.1, made[1].Weight);
        Assert.Equal(2, made.Length);
    }

    [Fact]
    public void AddSraClLosses_WithItsParameters_ConfiguresBothLosses()
    {
        (CrossSequenceOptions cross, IntraSequenceOptions intra) = Options(builder => builder.AddSraClLosses(alpha: 0.2, beta: 0.3, k: 4));

        Assert.Equal((0.2, 4), (cross.Weight, cross.Neighbors));
        Assert.Equal((0.3, 4), (intra.Weight, intra.Substitution.Neighbors));
        Assert.Equal(PaddingNeighborRule.Skip, intra.Substitution.Padding);
        Assert.Equal(2, Create(builder => builder.AddSraClLosses(k: 2).AddSraClLosses(k: 2).Services.AddSingleton(Items).AddSingleton(CrossSequenceData.Neighbors)).Length);
    }

    [Fact]
    public void AddSraClLosses_Official_IsThePublishedCodeWhateverWasSetBefore()
    {
        (CrossSequenceOptions cross, IntraSequenceOptions intra) = Options(builder => builder
            .AddCrossSequenceContrast(options => (options.NeighborDropout, options.History, options.Positive) = (0, HistoryPass.Shared, PositiveKind.RandomNeighbor))
            .AddCrossSequenceContrast(options => (options.Loss, options.FalseNegatives) = (new() { Temperature = 2 }, FalseNegativeRules.SameUser))
            .AddIntraSequenceContrast(options => (options.Substitution, options.FalseNegatives) = (new() { Rule = SubstitutionRule.FixedShare, Probability = 1 }, FalseNegativeRules.SameUser))
            .AddIntraSequenceContrast(options => options.Loss = new() { Reduction = ContrastiveReduction.SumOfDirections })
            .AddSraClLosses(protocol: SraClProtocol.Official));

        // SRA-CL spec 1.9 and the rows of 1.10 that concern the losses: D4, D5 to D7, D8, D9/D13, D15, D19.
        var loss = new ContrastiveLossOptions
        {
            Form = ContrastiveForm.Symmetric, Similarity = SimilarityMeasure.DotProduct, Temperature = 1, Reduction = ContrastiveReduction.MeanOverRows,
        };
        Assert.Equal((0.1, 10, PositiveKind.Synthesized, 0.5), (cross.Weight, cross.Neighbors, cross.Positive, cross.NeighborDropout));
        Assert.Equal((HistoryPass.Separate, loss, FalseNegativeRules.None), (cross.History, cross.Loss, cross.FalseNegatives));
        var views = new SubstitutionOptions { Neighbors = 10, Probability = 0.2, Rule = SubstitutionRule.EachItem, Padding = PaddingNeighborRule.Draw };
        Assert.Equal((0.1, views, loss, FalseNegativeRules.None), (intra.Weight, intra.Substitution, intra.Loss, intra.FalseNegatives));
    }

    [Fact]
    public void AddSraClLosses_CalledAgainOrRefined_TakesTheLastWord()
    {
        (CrossSequenceOptions cross, IntraSequenceOptions intra) = Options(builder => builder
            .AddSraClLosses(alpha: 0.5, protocol: SraClProtocol.Official)
            .AddSraClLosses(beta: 0.05)
            .AddCrossSequenceContrast(options => options.History = HistoryPass.Shared));

        Assert.Equal((0.1, HistoryPass.Shared), (cross.Weight, cross.History));
        Assert.Equal((0.05, PaddingNeighborRule.Skip), (intra.Weight, intra.Substitution.Padding));
        Assert.Throws<ArgumentOutOfRangeException>(() => Options(builder => builder.AddSraClLosses(protocol: (SraClProtocol)2)));
    }

    [Fact]
    public void Create_WithoutNeighbors_SaysHowToAddThem()
    {
        Assert.Contains("AddSingleton(new ItemNeighbors", Error(builder => builder.AddIntraSequenceContrast()), StringComparison.Ordinal);
        Assert.Contains("AddSingleton(new SampleNeighbors", Error(builder => builder.AddCrossSequenceContrast()), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_MoreNeighborsThanTheTableHolds_NamesBoth()
    {
        Assert.Contains("10 neighbors are wanted but the table holds 2", Error(builder => builder.AddIntraSequenceContrast().Services.AddSingleton(Items)), StringComparison.Ordinal);
        Assert.Contains(
            "10 neighbors are wanted but the table holds 3", Error(builder => builder.AddCrossSequenceContrast().Services.AddSingleton(CrossSequenceData.Neighbors)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "Weight is 0;")]
    [InlineData(-0.1, "Weight is -0.1;")]
    [InlineData(double.NaN, "Weight is NaN;")]
    [InlineData(double.PositiveInfinity, "Weight is Infinity;")]
    public void Create_WeightThatIsNotPositive_SaysToLeaveTheLossOut(double weight, string named)
    {
        string intra = Error(builder => builder.AddIntraSequenceContrast(options => options.Weight = weight).Services.AddSingleton(Items));
        string cross = Error(builder => builder.AddCrossSequenceContrast(options => options.Weight = weight).Services.AddSingleton(CrossSequenceData.Neighbors));

        Assert.Contains(named, intra, StringComparison.Ordinal);
        Assert.Contains("leave AddIntraSequenceContrast out", intra, StringComparison.Ordinal);
        Assert.Contains(named, cross, StringComparison.Ordinal);
        Assert.Contains("leave AddCrossSequenceContrast out", cross, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ValuesOutOfRange_NamesThemAll()
    {
        string cross = Error(builder => builder.AddCrossSequenceContrast(options =>
        {
            (options.Neighbors, options.NeighborDropout, options.Positive, options.History) = (0, 1, (PositiveKind)7, (HistoryPass)8);
            options.Loss = new() { Form = (ContrastiveForm)4, Similarity = (SimilarityMeasure)5, Reduction = (ContrastiveReduction)6 };
            options.FalseNegatives = (FalseNegativeRules)16;
        }).Services.AddSingleton(CrossSequenceData.Neighbors));
        string intra = Error(builder => builder.AddIntraSequenceContrast(options =>
        {
            options.Substitution = new() { Neighbors = 0, Probability = double.NaN, Rule = (SubstitutionRule)2, Padding = (PaddingNeighborRule)3 };
            options.Loss = new() { Form = (ContrastiveForm)4 };
        }).Services.AddSingleton(Items));

        string[] ofCross = ["Neighbors is 0", "NeighborDropout is 1", "Positive is 7", "History is 8", "Form is 4", "Similarity is 5", "Reduction is 6", "FalseNegatives is 16"];
        string[] ofIntra = ["Neighbors is 0", "Probability is NaN", "Rule is 2", "Padding is 3", "Form is 4"];
        Assert.All(ofCross, error => Assert.Contains(error, cross, StringComparison.Ordinal));
        Assert.All(ofIntra, error => Assert.Contains(error, intra, StringComparison.Ordinal));
    }

    [Fact]
    public void Create_ItemNeighborsOfAnotherCatalogue_NamesBothSizes() =>
        Assert.Contains(
            "4 items (5 rows with the padding row) but the data has 6",
            Error(builder => builder.AddIntraSequenceContrast().Services.AddSingleton(new ItemNeighbors(new NeighborTable(5, 1, [-1, 2, 1, 1, 1])))),
            StringComparison.Ordinal);

    [Fact]
    public void Create_SequencesOfAnotherDataSet_SaysSo()
    {
        Assert.Contains("of 1 users but the data has 3", CrossError(new([1, 2], [0, 2]), [new(0, 1)], [-1]), StringComparison.Ordinal);
        Assert.Contains("other items of user 1", CrossError(new([1, 2, 3, 4, 5, 1, 6, 3, 5, 4, 1], [0, 5, 8, 11]), [new(0, 4)], [-1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_LongerViewsOfTheSameUsers_AreAccepted()
    {
        // The transductive pool of the official code: the windows may end behind the training split.
        var longer = new ItemSequences([1, 2, 3, 4, 5, 6, 2, 6, 3, 5, 4, 1, 1], [0, 6, 9, 13]);
        SequenceWindow[] windows = [.. CrossSequenceData.Samples, new(0, 6)];
        var table = new NeighborTable(9, 1, [8, 8, 8, 8, 8, 8, 8, 8, -1]);
        var neighbors = new SampleNeighbors(longer, windows, CrossSequenceData.Embeddings(9), table);

        WeightedObjective[] made = Create(builder => builder.AddCrossSequenceContrast(options => options.Neighbors = 1).Services.AddSingleton(neighbors));

        using var cross = (CrossSequenceObjective)made.Single().Objective;
    }

    private static string CrossError(ItemSequences sequences, SequenceWindow[] windows, int[] table) => Error(builder => builder
        .AddCrossSequenceContrast(options => options.Neighbors = 1)
        .Services.AddSingleton(new SampleNeighbors(sequences, windows, CrossSequenceData.Embeddings(windows.Length), new NeighborTable(windows.Length, 1, table))));

    private static string Error(Action<ISraClBuilder> add) => Assert.Throws<SraClException>(() => Create(add)).Message;

    private static (CrossSequenceOptions Cross, IntraSequenceOptions Intra) Options(Action<ISraClBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddSraCl());
        using ServiceProvider provider = services.BuildServiceProvider();
        return (provider.GetRequiredService<IOptions<CrossSequenceOptions>>().Value, provider.GetRequiredService<IOptions<IntraSequenceOptions>>().Value);
    }

    private static WeightedObjective[] Create(Action<ISraClBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddSraCl());
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using var backbone = new VectorBackbone(6, 4);
        return provider.GetServices<IObjectiveFactory>().Select(factory => factory.Create(CrossSequenceData.Split, backbone)).ToArray();
    }
}
