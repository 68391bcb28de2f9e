using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SraCl.Backbones.Transformers;
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

    [Fact]
    public void Restore_ConfigurationSavedBeforeThereWereParts_GivesTheSameNetwork()
    {
        var saved = JsonNode.Parse("""
            {"maxLength":6,"hiddenSize":8,"innerSize":16,"layers":1,"heads":2,"hiddenDropout":0.5,"attentionDropout":0.5,"initializerRange":0.02,"layerNormEpsilon":1e-12}
            """)!.AsObject();

        using var restored = (TransformerBackbone)Factory().Restore(40, saved);

        string[] block = ["attention.query", "attention.key", "attention.value", "attention.output", "attention_norm", "inner", "outer", "feed_forward_norm"];
        Assert.Equal(
            ["item_embedding.weight", "position_embedding.weight", "embedding_norm.weight", "embedding_norm.bias", .. block.SelectMany(part => new[] { $"blocks.0.{part}.weight", $"blocks.0.{part}.bias" })],
            restored.state_dict().Keys);
        Assert.Equal(41, restored.state_dict()["item_embedding.weight"].shape[0]);
    }

    [Fact]
    public void Restore_UnknownPart_SaysWhatWasExpected()
    {
        JsonObject configuration = Factory().Describe();
        configuration["blocks"] = "Mamba";

        SraClException error = Assert.Throws<SraClException>(() => Factory().Restore(40, configuration));
        Assert.Contains("'transformer'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Parts_AreWordsThatComeBack()
    {
        using ServiceProvider provider = Provider(builder => builder.AddBert4Rec());
        IBackboneFactory factory = provider.GetRequiredService<IBackboneFactory>();

        JsonObject described = JsonNode.Parse(factory.Describe().ToJsonString())!.AsObject();
        using var restored = (TransformerBackbone)Factory().Restore(40, described);

        Assert.Equal("Bidirectional", described["attention"]!.GetValue<string>());
        Assert.Equal(41, restored.MaskToken);
        Assert.Equal(50, restored.MaxLength);
        Assert.NotNull(restored.ItemBiases());
        Assert.Contains("head.dense.weight", restored.state_dict().Keys);
    }

    [Fact]
    public void AddSeveral_SideBySide_EachHasItsNameAndConfiguration()
    {
        using ServiceProvider provider = Provider(builder => builder
            .AddTransformer()
            .AddSasRec(options => options.HiddenSize = 32)
            .AddBert4Rec()
            .AddTransformer("mine", TransformerPresets.SasRecOriginal));

        Dictionary<string, JsonObject> described = provider.GetServices<IBackboneFactory>().ToDictionary(factory => factory.Name, factory => factory.Describe(), StringComparer.Ordinal);

        Assert.Equal(["bert4rec", "mine", "sasrec", "transformer"], described.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(20, described["transformer"]["maxLength"]!.GetValue<int>());
        Assert.Equal("FromOldest", described["sasrec"]["positions"]!.GetValue<string>());
        Assert.Equal(32, described["sasrec"]["hiddenSize"]!.GetValue<int>());
        Assert.Equal(64, described["bert4rec"]["hiddenSize"]!.GetValue<int>());
        Assert.Equal("SasRec", described["mine"]["blocks"]!.GetValue<string>());
    }

    [Fact]
    public void AddSasRec_Twice_RegistersOnceAndKeepsBothChanges()
    {
        using ServiceProvider provider = Provider(builder => builder.AddSasRec(options => options.HiddenSize = 32).AddSasRec(options => options.MaxLength = 7));

        JsonObject described = Assert.Single(provider.GetServices<IBackboneFactory>()).Describe();

        Assert.Equal(32, described["hiddenSize"]!.GetValue<int>());
        Assert.Equal(7, described["maxLength"]!.GetValue<int>());
    }

    private static ServiceProvider Provider(Action<ISraClBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddSraCl());
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static IBackboneFactory Factory()
    {
        var services = new ServiceCollection();
        services.AddSraCl().AddTransformer(options => options.MaxLength = 12);
        return services.BuildServiceProvider().GetRequiredService<IBackboneFactory>();
    }
}
