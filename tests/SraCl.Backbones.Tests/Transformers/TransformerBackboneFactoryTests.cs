using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SraCl.Modeling;

namespace SraCl.Backbones.Tests.Transformers;

public sealed class TransformerBackboneFactoryTests
{
    [Fact]
    public void Restore_DescribedConfiguration_GivesTheSameShapes()
    {
        IBackboneFactory factory = Factory();
        using var made = (IDisposable)factory.Create(40, seed: 3);
        using var restored = (IDisposable)factory.Restore(40, factory.Describe());

        string[] Shapes(object backbone) => ((ISequenceBackbone)backbone).Module.state_dict()
            .Select(pair => $"{pair.Key} {string.Join('x', pair.Value.shape)}").ToArray();
        Assert.Equal(Shapes(made), Shapes(restored));
        Assert.Equal(12, ((ISequenceBackbone)restored).MaxLength);
    }

    [Fact]
    public void Restore_ForeignConfiguration_SaysWhatWasExpected()
    {
        SraClException error = Assert.Throws<SraClException>(() => Factory().Restore(40, new JsonObject { ["gruUnits"] = 100 }));
        Assert.Contains("'transformer'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddTransformer_Twice_RegistersOnce()
    {
        var services = new ServiceCollection();
        services.AddSraCl().AddTransformer().AddTransformer(options => options.MaxLength = 7);
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        IBackboneFactory factory = Assert.Single(provider.GetServices<IBackboneFactory>());
        Assert.Equal(7, factory.Describe()["maxLength"]!.GetValue<int>());
    }

    private static IBackboneFactory Factory()
    {
        var services = new ServiceCollection();
        services.AddSraCl().AddTransformer(options => options.MaxLength = 12);
        return services.BuildServiceProvider().GetRequiredService<IBackboneFactory>();
    }
}
