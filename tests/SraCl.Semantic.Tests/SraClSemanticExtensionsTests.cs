using Microsoft.Extensions.DependencyInjection;
using SraCl.Neighbors;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;
using SraCl.Semantic.Tests.Preparation;

namespace SraCl.Semantic.Tests;

public sealed class SraClSemanticExtensionsTests
{
    private static readonly SemanticNeighbors Neighbors =
        SemanticNeighborsBuilder.Build(TestSplit.Make(9).Train, Numbers.Matrix(10, 6, 1), new SemanticNeighborsOptions { K = 2 });

    [Fact]
    public void AddSemantics_Neighbors_AreWhatTheLossesGet()
    {
        using ServiceProvider services = Build(builder => builder.AddSemantics(Neighbors).AddSemantics(Neighbors));

        Assert.Same(Neighbors.Items, services.GetRequiredService<ItemNeighbors>());
        Assert.Same(Neighbors.Samples, services.GetRequiredService<SampleNeighbors>());
        Assert.Single(services.GetServices<SemanticNeighbors>());
    }

    [Fact]
    public void AddSemantics_Directory_IsLoadedOnceWhenAskedFor()
    {
        using var directory = new TemporaryDirectory();
        using ServiceProvider services = Build(builder => builder.AddSemantics(directory.Path));
        SemanticsDirectory.Save(directory.Path, Neighbors);
        ItemNeighbors items = services.GetRequiredService<ItemNeighbors>();
        File.Delete(directory.File("semantics.json"));

        Assert.Same(items, services.GetRequiredService<ItemNeighbors>());
        Assert.Same(services.GetRequiredService<SemanticNeighbors>().Samples, services.GetRequiredService<SampleNeighbors>());
    }

    private static ServiceProvider Build(Action<ISraClBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddSraCl());
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
