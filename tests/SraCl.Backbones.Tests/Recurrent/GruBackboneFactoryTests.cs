using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SraCl.Backbones.Recurrent;
using SraCl.Modeling;

namespace SraCl.Backbones.Tests.Recurrent;

public sealed class GruBackboneFactoryTests
{
    [Fact]
    public void Restore_DescribedConfiguration_GivesTheSameShapes()
    {
        IBackboneFactory factory = Factory(GruPresets.Official);
        using var made = (IDisposable)factory.Create(40, seed: 3);
        JsonObject saved = JsonNode.Parse(factory.Describe().ToJsonString())!.AsObject();
        using var restored = (IDisposable)Factory(_ => { }).Restore(40, saved);

        string[] Shapes(object backbone) => ((ISequenceBackbone)backbone).Module.state_dict()
            .Select(pair => $"{pair.Key} {string.Join('x', pair.Value.shape)}").ToArray();
        Assert.Equal(Shapes(made), Shapes(restored));
        Assert.Equal("Official", saved["initialization"]!.GetValue<string>());
        Assert.Equal("gru4rec", factory.Name);
    }

    [Fact]
    public void Restore_ForeignConfiguration_SaysWhatWasExpected()
    {
        SraClException error = Assert.Throws<SraClException>(() => Factory(_ => { }).Restore(40, new JsonObject { ["heads"] = 2 }));
        Assert.Contains("'gru4rec'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_EnumerationAsANumber_SaysWhatWasExpected()
    {
        JsonObject configuration = Factory(_ => { }).Describe();
        configuration["initialization"] = 1;

        Assert.Contains("'gru4rec'", Assert.Throws<SraClException>(() => Factory(_ => { }).Restore(40, configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddGru4Rec_Twice_RegistersOnceAndRefines()
    {
        IBackboneFactory factory = Factory(options => options.MaxLength = 7);

        Assert.Equal(7, factory.Describe()["maxLength"]!.GetValue<int>());
        Assert.Equal(100, factory.Describe()["hiddenSize"]!.GetValue<int>());
    }

    [Fact]
    public void Presets_RecBole_AreTheDefaults()
    {
        var options = new GruOptions();
        GruPresets.OfficialRetailRocket(options);
        GruPresets.RecBole(options);

        Assert.Equal(
            new GruBackboneFactory(Options.Create(new GruOptions())).Describe().ToJsonString(), new GruBackboneFactory(Options.Create(options)).Describe().ToJsonString());
    }

    private static IBackboneFactory Factory(Action<GruOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddSraCl().AddGru4Rec(GruPresets.Official).AddGru4Rec(configure);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }).GetRequiredService<IBackboneFactory>();
    }
}
