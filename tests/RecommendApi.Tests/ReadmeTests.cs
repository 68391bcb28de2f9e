using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RecommendApi.Tests;

/// <summary>The curl lines of the sample's README work.</summary>
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
