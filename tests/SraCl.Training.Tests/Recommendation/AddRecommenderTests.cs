using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SraCl.Modeling;
using SraCl.Sequences;
using SraCl.Training.Models;
using SraCl.Training.Recommendation;
using static TorchSharp.torch;

namespace SraCl.Training.Tests.Recommendation;

public sealed class AddRecommenderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly int _threads = get_num_threads();

    public void Dispose()
    {
        set_num_threads(_threads);
        _directory.Dispose();
    }

    [Theory]
    [InlineData("transformer")]
    [InlineData("sasrec")]
    [InlineData("sasrec-original")]
    [InlineData("bert4rec")]
    [InlineData("gru4rec")]
    public async Task AddRecommender_AnyBackbone_AnswersLikeTheOneThatWasSaved(string kind)
    {
        string model = Save(kind, out IReadOnlyList<RecommendedItem> expected);
        await using ServiceProvider provider = Services(model).BuildServiceProvider();

        IRecommender recommender = provider.GetRequiredService<IRecommender>();

        Assert.Equal(expected, recommender.Recommend(["c", "d"], 5));
        Assert.Same(recommender, provider.GetRequiredService<IRecommender>());
    }

    [Fact]
    public async Task AddRecommender_OperatorThreads_AreOneUnlessChosen()
    {
        string model = Save("transformer", out _);
        set_num_threads(2);
        await using ServiceProvider left = Services(model, options => options.OperatorThreads = null).BuildServiceProvider();
        await using ServiceProvider usual = Services(model).BuildServiceProvider();

        left.GetRequiredService<IRecommender>();
        int asItWas = get_num_threads();
        usual.GetRequiredService<IRecommender>();

        Assert.Equal((2, 1), (asItWas, get_num_threads()));
    }

    [Fact]
    public async Task AddRecommender_Host_LoadsAtItsStart()
    {
        await using ServiceProvider provider = Services(Path.Combine(_directory.Path, "nowhere")).BuildServiceProvider();

        SraClException error = Assert.Throws<SraClException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddRecommender_BackboneNotRegistered_NamesIt()
    {
        string model = Save("gru4rec", out _);
        var services = new ServiceCollection();
        services.AddSraCl().AddTransformer().AddRecommender(model);
        await using ServiceProvider provider = services.BuildServiceProvider();

        SraClException error = Assert.Throws<SraClException>(provider.GetRequiredService<IRecommender>);

        Assert.Contains("'gru4rec'; known are: transformer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddRecommender_InvalidOptions_NamesAllOfThem()
    {
        await using ServiceProvider provider = Services(" ", options => options.OperatorThreads = 0).BuildServiceProvider();

        SraClException error = Assert.Throws<SraClException>(provider.GetRequiredService<IRecommender>);

        Assert.Contains("ModelDirectory is ' '", error.Message, StringComparison.Ordinal);
        Assert.Contains("OperatorThreads is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddRecommender_UnknownDevice_NamesIt()
    {
        string model = Save("transformer", out _);
        await using ServiceProvider provider = Services(model, options => options.Device = "tpu").BuildServiceProvider();

        Assert.Contains("'tpu' is not a device", Assert.Throws<SraClException>(provider.GetRequiredService<IRecommender>).Message, StringComparison.Ordinal);
    }

    private static ServiceCollection Services(string model, Action<RecommenderOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSraCl().AddBackbones().AddRecommender(model, configure);
        return services;
    }

    private string Save(string kind, out IReadOnlyList<RecommendedItem> expected)
    {
        var services = new ServiceCollection();
        services.AddSraCl().AddBackbones();
        using ServiceProvider provider = services.BuildServiceProvider();
        IBackboneFactory factory = provider.GetServices<IBackboneFactory>().Single(factory => string.Equals(factory.Name, kind, StringComparison.Ordinal));
        var items = new IdMap("abcdefghij".Select(letter => $"{letter}"));
        ISequenceBackbone backbone = factory.Create(items.Count, seed: 1);
        using nn.Module module = backbone.Module;
        set_num_threads(1);
        using (var recommender = new Recommender(backbone, items))
        {
            expected = recommender.Recommend(["c", "d"], 5);
        }

        string path = Path.Combine(_directory.Path, kind);
        ModelDirectory.Save(path, factory, backbone, items);
        return path;
    }
}
