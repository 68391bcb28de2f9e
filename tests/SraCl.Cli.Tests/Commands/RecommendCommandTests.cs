using System.Text.Json.Nodes;

namespace SraCl.Cli.Tests.Commands;

[Collection(SharedModel.Name)]
public sealed class RecommendCommandTests(TrainedModel trained)
{
    [Fact]
    public async Task Recommend_Json_PrintsItemsBestFirstWithoutSeenOnes()
    {
        (int exitCode, string output, string error) = await CommandLine.RunAsync("recommend", "--model", trained.Path, "--history", "i1,i2", "--top", "5", "--json");

        Assert.Equal(ExitCode.Success, exitCode);
        Assert.Equal(string.Empty, error);
        JsonArray items = JsonNode.Parse(output)!["items"]!.AsArray();
        string[] ids = items.Select(item => item!["id"]!.GetValue<string>()).ToArray();
        float[] scores = items.Select(item => item!["score"]!.GetValue<float>()).ToArray();
        Assert.Equal(5, ids.Distinct().Count());
        Assert.Empty(ids.Intersect(["i1", "i2"]));
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public async Task Recommend_PlainOutput_IsATable()
    {
        string output = await CommandLine.OutputAsync("recommend", "--model", trained.Path, "--history", "i1", "--top", "3");

        Assert.Equal(4, output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Recommend_IncludeSeen_OffersTheWholeCatalogue()
    {
        string all = await CommandLine.OutputAsync("recommend", "--model", trained.Path, "--history", "i1,i2", "--top", "12", "--include-seen", "--json");
        string unseen = await CommandLine.OutputAsync("recommend", "--model", trained.Path, "--history", "i1,i2", "--top", "12", "--json");

        Assert.Equal(12, JsonNode.Parse(all)!["items"]!.AsArray().Count);
        Assert.Equal(10, JsonNode.Parse(unseen)!["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Recommend_RepeatedHistory_IsOneIdEach()
    {
        string joined = await CommandLine.OutputAsync("recommend", "--model", trained.Path, "--history", "i1,i2", "--json");
        string repeated = await CommandLine.OutputAsync("recommend", "--model", trained.Path, "--history", "i1", "--history", "i2", "--json");
        string error = await CommandLine.ErrorAsync("recommend", "--model", trained.Path, "--history", "i1", "--history", "a,b");

        Assert.Equal(joined, repeated);
        Assert.Contains("'a,b'", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recommend_UnknownIds_NamesThemAndTheCure()
    {
        string error = await CommandLine.ErrorAsync("recommend", "--model", trained.Path, "--history", "i1,nope,nada");

        Assert.Contains("'nope', 'nada'", error, StringComparison.Ordinal);
        Assert.Contains("--ignore-unknown", error, StringComparison.Ordinal);
        await CommandLine.OutputAsync("recommend", "--model", trained.Path, "--history", "i1,nope", "--ignore-unknown");
    }

    [Theory]
    [InlineData("13", "12 items")]
    [InlineData("0", "--top is 0")]
    public async Task Recommend_CountOutOfRange_SaysTheRange(string top, string expected)
    {
        Assert.Contains(expected, await CommandLine.ErrorAsync("recommend", "--model", trained.Path, "--history", "i1", "--top", top), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("i1,,i2")]
    public async Task Recommend_EmptyId_IsRefused(string history)
    {
        Assert.Contains("empty item id", await CommandLine.ErrorAsync("recommend", "--model", trained.Path, "--history", history), StringComparison.Ordinal);
    }
}
