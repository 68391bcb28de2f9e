using Microsoft.Extensions.DependencyInjection;
using SraCl.Contrastive.CrossSequence;
using SraCl.Contrastive.IntraSequence;
using SraCl.Contrastive.Tests.CrossSequence;
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

    [Fact]
    public void Create_WeightOfZero_SaysToLeaveTheLossOut()
    {
        Assert.Contains(
            "leave AddIntraSequenceContrast out",
            Error(builder => builder.AddIntraSequenceContrast(options => options.Weight = 0).Services.AddSingleton(Items)),
            StringComparison.Ordinal);
        Assert.Contains(
            "leave AddCrossSequenceContrast out",
            Error(builder => builder.AddCrossSequenceContrast(options => options.Weight = 0).Services.AddSingleton(CrossSequenceData.Neighbors)),
            StringComparison.Ordinal);
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
    public void Create_SamplesWithoutRowsOrNeighbors_NamesTheSample()
    {
        Assert.Contains("newest training sample of user 1 (end 2)", CrossError(CrossSequenceData.Sequences, [new(0, 4), new(2, 2)], [1, 0]), StringComparison.Ordinal);
        Assert.Contains("(user 0, end 3) has no neighbor", CrossError(CrossSequenceData.Sequences, [new(0, 4), new(0, 3)], [1, -1]), StringComparison.Ordinal);
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

    private static WeightedObjective[] Create(Action<ISraClBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddSraCl());
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        using var backbone = new VectorBackbone(6, 4);
        return provider.GetServices<IObjectiveFactory>().Select(factory => factory.Create(CrossSequenceData.Split, backbone)).ToArray();
    }
}
