using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SraCl;
using SraCl.Training.Recommendation;

namespace RecommendApi.Tests;

/// <summary>The curl lines of the sample's README work, and so do the lines about serving in the repository's.</summary>
public sealed partial class ReadmeTests(SavedShop shop) : IClassFixture<SavedShop>
{
    [Fact]
    public async Task Readme_CurlLines_AreAnswered()
    {
        await using RunningApi api = await RunningApi.StartAsync(shop);
        string[] lines = [.. File.ReadAllLines(Path.Combine(Root(), "samples", "RecommendApi", "README.md")).Where(line => line.StartsWith("curl ", StringComparison.Ordinal))];

        Assert.True(lines.Length >= 5);
        foreach (string line in lines)
        {
            Match curl = Curl().Match(line);
            Assert.True(curl.Success, line);
            using HttpResponseMessage response = curl.Groups["body"].Success
                ? await api.RecommendAsync(curl.Groups["body"].Value)
                : await api.Client.GetAsync(new Uri(curl.Groups["path"].Value, UriKind.Relative));
            Assert.NotNull(JsonNode.Parse((await RunningApi.ReadAsync(response)).ToJsonString()));
        }
    }

    [Fact]
    public async Task RepositoryReadme_ServingLines_Serve()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Services.AddSraCl().AddBackbones().AddRecommender(shop.Model);
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/next", (IRecommender recommender, string[] history) => recommender.Recommend(history, count: 10));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        JsonNode answer = JsonNode.Parse(await client.GetStringAsync(new Uri("/next?history=sku-1&history=sku-2", UriKind.Relative)))!;

        Assert.Equal(shop.Reference.Recommend(["sku-1", "sku-2"], 10).Select(item => item.ItemId), answer.AsArray().Select(item => item!["itemId"]!.GetValue<string>()));
        string readme = await File.ReadAllTextAsync(Path.Combine(Root(), "README.md"));
        Assert.Contains("builder.Services.AddSraCl().AddBackbones().AddRecommender(\"model\");", readme, StringComparison.Ordinal);
        Assert.Contains("app.MapGet(\"/next\", (IRecommender recommender, string[] history) => recommender.Recommend(history, count: 10));", readme, StringComparison.Ordinal);
    }

    private static string Root()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SraCl.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("SraCl.sln stands in no folder above the tests.");
        }

        return root;
    }

    [GeneratedRegex("^curl '?http://127\\.0\\.0\\.1:5080(?<path>/[^ ']*)'?( -H 'content-type: application/json' -d '(?<body>[^']*)')?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Curl();
}
