using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SraCl.Neighbors;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.OpenAI;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Roberta;
using SraCl.Semantic.Storage;
using SraCl.Semantic.Summaries;
using SraCl.Semantic.Tests.Preparation;
using SraCl.Semantic.Tests.Roberta;
using SraCl.Semantic.Tests.Store;

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

    [Fact]
    public void UseOpenAI_BothModels_ShareTheBudget()
    {
        using ServiceProvider services = Build(builder => builder.UseOpenAI(ConfigureBoth).UseOpenAI(_ => { }));

        Assert.Contains("\"model\":\"m\"", services.GetRequiredService<ISummarizer>().Fingerprint, StringComparison.Ordinal);
        Assert.Contains("\"model\":\"e\"", services.GetRequiredService<ITextEmbedder>().Fingerprint, StringComparison.Ordinal);
        Assert.Same(services.GetRequiredService<Budget>(), services.GetRequiredService<Budget>());
        Assert.Single(services.GetServices<ISummarizer>());
    }

    [Fact]
    public void UseOpenAI_OptionOutOfRange_FailsAtStart()
    {
        using ServiceProvider services = Build(builder => builder.UseOpenAI(options => options.Endpoint = new Uri("http://localhost:11434/v1")));

        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains("OpenAIOptions.Chat.Model and OpenAIOptions.Embedding.Model are null", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseOfflineTexts_Options_AreUsedAndCheckedAtStart()
    {
        using ServiceProvider services = Build(builder => builder.UseOfflineTexts(options => options.DescriptionWords = 2));
        using ServiceProvider wrong = Build(builder => builder.UseOfflineTexts(options => options.Brands = -1));

        Assert.Equal("One two.", services.GetRequiredService<OfflineTexts>().OfItem(new CatalogItem("item") { Description = "One two three" }));
        Assert.Throws<OptionsValidationException>(wrong.GetRequiredService<IStartupValidator>().Validate);
    }

    [Fact]
    public void UseSimCse_Folder_IsLoadedOnceWithTheOptions()
    {
        using ServiceProvider services = Build(builder => builder.UseSimCse(GoldenModel.Folder, options => options.MaxTokens = 40));
        var embedder = Assert.IsType<RobertaEmbedder>(services.GetRequiredService<ITextEmbedder>());

        Assert.Equal(40, embedder.MaxTokens);
        Assert.Same(embedder, services.GetRequiredService<ITextEmbedder>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void UseSimCse_BesideAChatModel_IsTheEmbedderWhateverTheOrder(bool first)
    {
        using ServiceProvider services = Build(builder => _ = first
            ? builder.UseSimCse(GoldenModel.Folder).UseOpenAI(ConfigureChat)
            : builder.UseOpenAI(ConfigureChat).UseSimCse(GoldenModel.Folder));

        Assert.IsType<RobertaEmbedder>(Assert.Single(services.GetServices<ITextEmbedder>()));
        Assert.Contains("\"model\":\"m\"", services.GetRequiredService<ISummarizer>().Fingerprint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void UseSimCse_BesideAnEmbeddingModel_TheLastCallDecides(bool first)
    {
        using ServiceProvider services = Build(builder => _ = first
            ? builder.UseSimCse(GoldenModel.Folder).UseOpenAI(ConfigureBoth)
            : builder.UseOpenAI(ConfigureBoth).UseSimCse(GoldenModel.Folder));

        Assert.Equal(!first, Assert.Single(services.GetServices<ITextEmbedder>()) is RobertaEmbedder);
    }

    [Fact]
    public void UseOpenAI_NoModelNamed_LeavesWhatWasThereOrSaysWhatIsMissing()
    {
        ITextEmbedder own = new FakeEmbedder();
        using ServiceProvider services = Build(builder =>
        {
            builder.Services.AddSingleton(own);
            builder.UseOpenAI(ConfigureChat).UseOpenAI(_ => { });
        });
        using ServiceProvider none = Build(builder => builder.UseOpenAI(ConfigureChat));

        Assert.Same(own, services.GetRequiredService<ITextEmbedder>());
        Assert.Contains("OpenAIOptions.Embedding.Model is null", Assert.Throws<SraClException>(none.GetRequiredService<ITextEmbedder>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseSimCse_OptionOutOfRange_FailsAtStart()
    {
        using ServiceProvider services = Build(builder => builder.UseSimCse("nowhere", options => options.MaxTokensPerBatch = 0));

        OptionsValidationException exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains("RobertaEmbedderOptions.MaxTokensPerBatch is 0", exception.Message, StringComparison.Ordinal);
    }

    private static void ConfigureChat(OpenAIOptions options)
    {
        options.Endpoint = new Uri("http://localhost:11434/v1");
        options.Chat.Model = "m";
    }

    private static void ConfigureBoth(OpenAIOptions options)
    {
        ConfigureChat(options);
        options.Embedding.Model = "e";
    }

    private static ServiceProvider Build(Action<ISraClBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddSraCl());
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
