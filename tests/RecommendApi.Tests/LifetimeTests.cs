using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SraCl;
using SraCl.Training.Recommendation;

namespace RecommendApi.Tests;

public sealed class LifetimeTests(SavedShop shop) : IClassFixture<SavedShop>
{
    private const string Body = """{"history": ["sku-1"], "count": 3}""";

    [Fact]
    public async Task Request_ClientLeaves_CancelsTheCall()
    {
        using var recommender = new BlockingRecommender(shop.Reference);
        await using RunningApi api = await StartAsync(recommender);
        using var leaving = new CancellationTokenSource();

        Task<HttpResponseMessage> request = api.RecommendAsync(Body, leaving.Token);
        await recommender.EnteredAsync();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await recommender.Cancelled.WaitAsync(TimeSpan.FromMinutes(1)); // It would wait for ever where the call is not cancelled.
    }

    [Fact]
    public async Task Stop_CallUnderWay_IsAnsweredFirst()
    {
        using var recommender = new BlockingRecommender(shop.Reference);
        await using RunningApi api = await StartAsync(recommender);

        Task<HttpResponseMessage> request = api.RecommendAsync(Body);
        await recommender.EnteredAsync();
        Task stop = api.App.StopAsync();
        Assert.False(stop.IsCompleted);
        recommender.GoOn();

        using HttpResponseMessage response = await request;
        Assert.Equal(shop.Reference.Recommend(["sku-1"], 3), Answered.Items(await RunningApi.ReadAsync(response)));
        await stop;
    }

    [Fact]
    public async Task Request_SlotsAndQueueFull_IsRefusedAndLaterOnesAreNot()
    {
        using var recommender = new BlockingRecommender(shop.Reference);
        await using RunningApi api = await StartAsync(recommender, options => options with { Slots = 1, Queue = 1 });

        Task<HttpResponseMessage> running = api.RecommendAsync(Body);
        await recommender.EnteredAsync();
        Task<HttpResponseMessage>[] two = [api.RecommendAsync(Body), api.RecommendAsync(Body)];
        using HttpResponseMessage refused = await await Task.WhenAny(two);

        Assert.Contains("1 calls are under way and 1 wait", await RunningApi.ProblemAsync(refused, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        recommender.GoOn();
        HttpStatusCode[] codes = await Task.WhenAll(two.Append(running).Select(async task => (await task).StatusCode));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], codes.Order());
        using HttpResponseMessage later = await api.RecommendAsync(Body);
        await RunningApi.ReadAsync(later);
    }

    [Fact]
    public async Task Request_ServerFails_KeepsTheReasonToItself()
    {
        using var recommender = new BlockingRecommender(shop.Reference);
        await using RunningApi api = await StartAsync(recommender);

        using HttpResponseMessage response = await api.Client.GetAsync(new Uri("/similar/sku-1", UriKind.Relative));

        Assert.DoesNotContain("secret", await RunningApi.ProblemAsync(response, HttpStatusCode.InternalServerError), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ModelMissing_EndsTheStart()
    {
        SraClException error = await Assert.ThrowsAsync<SraClException>(() => RunningApi.StartAsync(shop, options => options with { Model = Path.Combine(shop.Directory.FullName, "nowhere") }));

        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ItemsOfAnotherShop_EndTheStart()
    {
        string file = Path.Combine(shop.Directory.FullName, "other.jsonl");
        await File.WriteAllTextAsync(file, """{"id": "other", "title": "Other"}""");

        SraClException error = await Assert.ThrowsAsync<SraClException>(() => RunningApi.StartAsync(shop, options => options with { Items = file }));

        Assert.Contains("has none of the 300 items", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model nowhere", 1, "recommend-api: No model can be loaded: the directory 'nowhere' does not exist.")]
    [InlineData("--model MODEL --items nothing.csv", 1, "recommend-api: ")]
    [InlineData("--model MODEL --device tpu", 1, "recommend-api: 'tpu' is not a device.")]
    [InlineData("--model MODEL --urls localhost", 1, "recommend-api: --urls is 'localhost'; expected an address such as http://127.0.0.1:5080.")]
    public async Task Command_CannotStart_SaysWhyInOneLine(string line, int expected, string message)
    {
        using var error = new StringWriter();
        string[] arguments = [.. line.Split(' ').Select(word => string.Equals(word, "MODEL", StringComparison.Ordinal) ? shop.Model : word)];

        int code = await ApiCommand.Create(ApiHost.RunAsync, error).Parse(arguments).InvokeAsync();

        Assert.Equal(expected, code);
        Assert.StartsWith(message, error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Command_Options_ReachTheServer()
    {
        ApiOptions? given = null;
        Task ServeAsync(ApiOptions options, CancellationToken cancellationToken)
        {
            given = options;
            return Task.CompletedTask;
        }

        await ApiCommand.Create(ServeAsync, TextWriter.Null)
            .Parse(["--model", "m", "--items", "i.csv", "--urls", "http://x:1", "--device", "cpu", "--slots", "3", "--queue", "4", "--max-count", "5", "--max-history", "6", "--max-body", "7", "--operator-threads", "8"])
            .InvokeAsync();

        Assert.Equal(new ApiOptions { Model = "m", Items = "i.csv", Urls = "http://x:1", Device = "cpu", Slots = 3, Queue = 4, MaxCount = 5, MaxHistory = 6, MaxBodyBytes = 7, OperatorThreads = 8 }, given);
    }

    [Fact]
    public void Command_NumberBelowOne_IsRefused() =>
        Assert.Contains(ApiCommand.Create((_, _) => Task.CompletedTask, TextWriter.Null).Parse(["--model", "m", "--slots", "0"]).Errors, error => error.Message.Contains("--slots", StringComparison.Ordinal));

    private Task<RunningApi> StartAsync(IRecommender recommender, Func<ApiOptions, ApiOptions>? change = null) =>
        RunningApi.StartAsync(shop, change, services => services.AddSingleton(recommender));
}
