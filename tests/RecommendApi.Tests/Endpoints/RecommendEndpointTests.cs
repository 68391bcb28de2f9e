using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SraCl.Training.Evaluation;
using SraCl.Training.Recommendation;

namespace RecommendApi.Tests.Endpoints;

public sealed class RecommendEndpointTests(LimitedApi running) : IClassFixture<LimitedApi>
{
    private readonly SavedShop _shop = running.Shop;
    private readonly RunningApi _api = running.Api;

    [Fact]
    public async Task Recommend_History_EqualsTheRecommender()
    {
        JsonNode answer = await AnswerAsync("""{"history": ["sku-5", "sku-9", "sku-5"], "count": 12}""");

        Assert.Equal(_shop.Reference.Recommend(["sku-5", "sku-9", "sku-5"], 12), Answered.Items(answer));
        Assert.Null(answer["unknown"]);
    }

    [Fact]
    public async Task Recommend_NothingButAHistory_GivesTenWithTitles()
    {
        JsonNode answer = await AnswerAsync("""{"history": ["sku-1"]}""");

        JsonArray items = answer["items"]!.AsArray();
        Assert.Equal(10, items.Count);
        Assert.All(items, item => Assert.EndsWith(((string)item!["id"]!)[4..], (string)item["title"]!, StringComparison.Ordinal));
        Assert.All(items, item => Assert.Contains((string)item!["category"]!, (string[])["Shoes", "Hats", "Coats"]));
    }

    [Fact]
    public async Task Recommend_SeenItemsWanted_MayContainThem()
    {
        JsonNode answer = await AnswerAsync("""{"history": ["sku-1", "sku-2"], "count": 40, "excludeSeen": false}""");

        Assert.Equal(_shop.Reference.Recommend(["sku-1", "sku-2"], 40, new RecommendationOptions { SeenItems = SeenItems.Keep }), Answered.Items(answer));
    }

    [Fact]
    public async Task Recommend_CategoriesAllowedAndExcluded_LeaveWhatAllAllow()
    {
        JsonNode answer = await AnswerAsync(
            """{"history": ["sku-300"], "count": 40, "categories": ["shoes", "Hats"], "allowed": ["sku-1", "sku-2", "sku-3", "sku-4", "sku-5", "gone"], "excluded": ["sku-4", "also-gone"]}""");

        // Of the first five, number 3 is a coat.
        ItemFilter filter = ItemFilter.Allow(_shop.Reference.Items, ["sku-1", "sku-2", "sku-5"]);
        Assert.Equal(_shop.Reference.Recommend(["sku-300"], 40, new RecommendationOptions { Filter = filter }), Answered.Items(answer));
        Assert.Equal(["gone", "also-gone"], answer["unknown"]!.AsArray().Select(id => (string)id!));
    }

    [Fact]
    public async Task Recommend_NothingLeft_GivesNothing()
    {
        JsonNode answer = await AnswerAsync("""{"history": ["sku-300"], "allowed": ["gone"]}""");

        Assert.Empty(Answered.Items(answer));
    }

    [Fact]
    public async Task Recommend_UnknownItemsIgnored_NamesThem()
    {
        JsonNode answer = await AnswerAsync("""{"history": ["sku-1", "shoe"], "ignoreUnknown": true}""");

        Assert.Equal(_shop.Reference.Recommend(["sku-1"], 10), Answered.Items(answer));
        Assert.Equal(["shoe"], answer["unknown"]!.AsArray().Select(id => (string)id!));
    }

    [Theory]
    [InlineData("", "The body is not valid JSON")]
    [InlineData("{", "The body is not valid JSON")]
    [InlineData("""{"history": ["sku-1"], "history": ["sku-2"]}""", "not valid JSON")]
    [InlineData("""[[[[[[1]]]]]]""", "not valid JSON")]
    [InlineData("[1]", "The body is a list; expected an object such as {\"history\"")]
    [InlineData("null", "The body is null")]
    [InlineData("{}", "The body has no history")]
    [InlineData("""{"history": "sku-1"}""", "history is the text 'sku-1'; expected a list of texts")]
    [InlineData("""{"history": []}""", "history is empty; expected at least one entry.")]
    [InlineData("""{"history": ["sku-1", 2]}""", "history[1] is 2; expected a text")]
    [InlineData("""{"history": ["sku-1", null]}""", "history[1] is null; expected a text")]
    [InlineData("""{"history": [""]}""", "history[0] is an empty text")]
    [InlineData("""{"history": ["\ud800"]}""", "history[0] is not valid text")]
    [InlineData("""{"history": ["sku-1"], "\udfff": 1}""", "A name in the body is not valid text")]
    [InlineData("""{"history": ["shoe", "sku-1", "hat"]}""", "history has 2 ids that the model does not know: 'shoe', 'hat'. Expected ids that it was trained on; leave the others out, or send \"ignoreUnknown\": true.")]
    [InlineData("""{"history": ["shoe"], "ignoreUnknown": true}""", "history has 1 id that the model does not know: 'shoe'. Expected at least one id")]
    [InlineData("""{"history": ["sku-1"], "count": 0}""", "count is 0; expected a whole number from 1 to 40.")]
    [InlineData("""{"history": ["sku-1"], "count": 41}""", "count is 41; expected a whole number from 1 to 40.")]
    [InlineData("""{"history": ["sku-1"], "count": 2.5}""", "count is 2.5; expected a whole number")]
    [InlineData("""{"history": ["sku-1"], "count": 1e400}""", "count is 1e400; expected a whole number")]
    [InlineData("""{"history": ["sku-1"], "count": "3"}""", "count is the text '3'; expected a whole number")]
    [InlineData("""{"history": ["sku-1"], "excludeSeen": "yes"}""", "excludeSeen is the text 'yes'; expected true or false.")]
    [InlineData("""{"history": ["sku-1"], "ignoreUnknown": 1}""", "ignoreUnknown is 1; expected true or false.")]
    [InlineData("""{"history": ["sku-1"], "categories": ["Socks"]}""", "The category 'Socks' is not known. Expected a name of GET /categories, such as 'Clothes'.")]
    [InlineData("""{"history": ["sku-1"], "categories": []}""", "categories is empty; expected at least one entry. Leave it out for no restriction.")]
    [InlineData("""{"history": ["sku-1"], "allowed": {}}""", "allowed is an object; expected a list of texts")]
    [InlineData("""{"history": ["sku-1"], "excluded": [true]}""", "excluded[0] is true; expected a text")]
    [InlineData("""{"history": ["sku-1"], "top": 3}""", "The body has a member 'top', which means nothing here. Expected some of: history, count")]
    public async Task Recommend_BadBody_NamesValueExpectationAndCure(string body, string expected)
    {
        using HttpResponseMessage response = await _api.RecommendAsync(body);

        Assert.Contains(expected, await RunningApi.ProblemAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recommend_InvalidUtf8_IsABadRequest()
    {
        using HttpResponseMessage value = await _api.RecommendAsync([.. "{\"history\": [\""u8, 0xFF, 0xC0, .. "\"]}"u8]);
        using HttpResponseMessage name = await _api.RecommendAsync([.. "{\"hist"u8, 0xFF, .. "ory\": [\"sku-1\"]}"u8]);

        Assert.StartsWith("history[0] is not valid text", await RunningApi.ProblemAsync(value), StringComparison.Ordinal);
        Assert.StartsWith("A name in the body is not valid text", await RunningApi.ProblemAsync(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recommend_OverTheLimits_NamesThem()
    {
        using HttpResponseMessage history = await _api.RecommendAsync(Body("history", 51));
        using HttpResponseMessage allowed = await _api.RecommendAsync(Body("allowed", 61));
        using HttpResponseMessage length = await _api.RecommendAsync($$"""{"history": ["{{new string('x', 257)}}"]}""");

        Assert.Contains("history has 51 entries; expected at most 50", await RunningApi.ProblemAsync(history), StringComparison.Ordinal);
        Assert.Contains("allowed has 61 entries; expected at most 60", await RunningApi.ProblemAsync(allowed), StringComparison.Ordinal);
        Assert.Contains("history[0] has 257 characters; expected at most 256.", await RunningApi.ProblemAsync(length), StringComparison.Ordinal);

        static string Body(string name, int count) => new JsonObject { [name] = new JsonArray([.. Enumerable.Range(1, count).Select(i => (JsonNode)$"sku-{i}")]) }.ToJsonString();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recommend_BodyTooLarge_SaysHowLargeItMayBe(bool chunked)
    {
        using var content = new StringContent($$"""{"history": ["{{new string('x', 30_000)}}"]}""", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/recommend") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;

        using HttpResponseMessage response = await _api.Client.SendAsync(request);

        Assert.Contains("larger than 20000 bytes", await RunningApi.ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recommend_OtherContentType_SaysWhichIsExpected()
    {
        using var content = new StringContent("history=sku-1", Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage response = await _api.Client.PostAsync(new Uri("/recommend", UriKind.Relative), content);

        Assert.Contains("expected application/json", await RunningApi.ProblemAsync(response, HttpStatusCode.UnsupportedMediaType), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recommend_WrongMethodOrPath_IsAProblemToo()
    {
        using HttpResponseMessage method = await _api.Client.GetAsync(new Uri("/recommend", UriKind.Relative));
        using HttpResponseMessage path = await _api.Client.GetAsync(new Uri("/recommendations", UriKind.Relative));

        await RunningApi.ProblemAsync(method, HttpStatusCode.MethodNotAllowed);
        await RunningApi.ProblemAsync(path, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Recommend_64Clients_AllGetTheSerialAnswers()
    {
        const int Clients = 64;
        const int RequestsOfEach = 30;
        (string Body, RecommendedItem[] Expected)[] cases = [.. Enumerable.Range(0, 97).Select(i =>
        {
            string[] history = [.. Enumerable.Range(0, 1 + (i % 30)).Select(place => string.Create(CultureInfo.InvariantCulture, $"sku-{1 + (((i * 37) + (place * 11)) % SavedShop.ItemCount)}"))];
            int count = 1 + (i % 40);
            bool seen = i % 2 == 0;
            var body = new JsonObject { ["history"] = new JsonArray([.. history.Select(id => (JsonNode)id)]), ["count"] = count, ["excludeSeen"] = seen };
            return (body.ToJsonString(), _shop.Reference.Recommend(history, count, new RecommendationOptions { SeenItems = seen ? SeenItems.Mask : SeenItems.Keep }).ToArray());
        })];

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (int i = 0; i < RequestsOfEach; i++)
            {
                (string body, RecommendedItem[] expected) = cases[((client * 31) + i) % cases.Length];
                Assert.Equal(expected, Answered.Items(await AnswerAsync(body)));
            }
        }));
    }

    private async Task<JsonNode> AnswerAsync(string body)
    {
        using HttpResponseMessage response = await _api.RecommendAsync(body);
        return await RunningApi.ReadAsync(response);
    }
}
