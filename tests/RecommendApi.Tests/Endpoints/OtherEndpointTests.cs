using System.Net;
using System.Text.Json.Nodes;

namespace RecommendApi.Tests.Endpoints;

public sealed class OtherEndpointTests(UsualApi running) : IClassFixture<UsualApi>
{
    private readonly SavedShop _shop = running.Shop;
    private readonly RunningApi _api = running.Api;

    [Fact]
    public async Task Similar_Item_EqualsTheRecommender() =>
        Assert.Equal(_shop.Reference.Similar("sku-7", 4), Answered.Items(await _api.GetAsync("/similar/sku-7?count=4")));

    [Fact]
    public async Task Similar_IdWithASlash_IsTakenFromTheQuery()
    {
        using var shop = new SavedShop("a/b & ");
        await using RunningApi api = await RunningApi.StartAsync(shop);

        Assert.Equal(shop.Reference.Similar("a/b & 7", 4), Answered.Items(await api.GetAsync($"/similar?id={Uri.EscapeDataString("a/b & 7")}&count=4")));
        string page = await api.Client.GetStringAsync(new Uri("/", UriKind.Relative));
        Assert.DoesNotContain("'/similar/'", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Similar_Category_LeavesItsItems()
    {
        JsonNode answer = await _api.GetAsync("/similar/sku-7?count=100&category=hats");

        Assert.Equal(100, answer["items"]!.AsArray().Count);
        Assert.All(answer["items"]!.AsArray(), item => Assert.Equal("Hats", (string)item!["category"]!));
    }

    [Theory]
    [InlineData("/similar/sku-7?count=0", HttpStatusCode.BadRequest, "count is '0'; expected a whole number from 1 to 100.")]
    [InlineData("/similar/sku-7?count=-1", HttpStatusCode.BadRequest, "count is '-1'")]
    [InlineData("/similar/sku-7?count=ten", HttpStatusCode.BadRequest, "count is 'ten'")]
    [InlineData("/similar/sku-7?count=", HttpStatusCode.BadRequest, "count is ''")]
    [InlineData("/similar/sku-7?count=1&count=2", HttpStatusCode.BadRequest, "count is given 2 times")]
    [InlineData("/similar/sku-7?top=3", HttpStatusCode.BadRequest, "parameter 'top', which means nothing here. Expected some of: count, category.")]
    [InlineData("/similar/sku-7?category=Socks", HttpStatusCode.BadRequest, "The category 'Socks' is not known")]
    [InlineData("/similar/shoe", HttpStatusCode.NotFound, "does not know the item 'shoe'. Expected the id of an item that it was trained on, such as 'sku-1'.")]
    [InlineData("/similar?count=3", HttpStatusCode.BadRequest, "The address has no id; expected that of an item, as in /similar?id=sku-1.")]
    [InlineData("/similar?id=sku-7&top=3", HttpStatusCode.BadRequest, "Expected some of: id, count, category.")]
    [InlineData("/similar?id=shoe", HttpStatusCode.NotFound, "does not know the item 'shoe'.")]
    [InlineData("/items?count=x", HttpStatusCode.BadRequest, "count is 'x'")]
    [InlineData("/items?q=x", HttpStatusCode.BadRequest, "parameter 'q', which means nothing here")]
    public async Task Get_BadAddress_NamesValueAndExpectation(string address, HttpStatusCode status, string expected)
    {
        using HttpResponseMessage response = await _api.Client.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Contains(expected, await RunningApi.ProblemAsync(response, status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_WordsOfATitle_AreAllFoundAndAnIdComesFirst()
    {
        JsonNode blue = await _api.GetAsync("/items?query=SHOES%20blue&count=100");
        JsonNode byId = await _api.GetAsync("/items?query=sku-30&count=3");

        Assert.Equal(50, blue["items"]!.AsArray().Count);
        Assert.All(blue["items"]!.AsArray(), item => Assert.StartsWith("Blue shoes", (string)item!["title"]!, StringComparison.Ordinal));
        Assert.Equal(["sku-30", "sku-300"], byId["items"]!.AsArray().Select(item => (string)item!["id"]!));
    }

    [Fact]
    public async Task Categories_OfAllLevels_TheLargestFirst()
    {
        JsonArray categories = (await _api.GetAsync("/categories")).AsArray();

        Assert.Equal(["Clothes", "Coats", "Hats", "Shoes"], categories.Select(category => (string)category!["name"]!));
        Assert.Equal([300, 100, 100, 100], categories.Select(category => (int)category!["items"]!));
    }

    [Fact]
    public async Task Health_Started_IsReady()
    {
        JsonNode ready = await _api.GetAsync("/health");

        Assert.Equal(("ready", 300, 300), ((string)ready["status"]!, (int)ready["items"]!, (int)ready["titles"]!));
        Assert.Equal("ready", (string)(await _api.GetAsync("/health/ready"))["status"]!);
        Assert.Equal("live", await _api.Client.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
    }

    [Fact]
    public async Task Page_Root_IsOneFileThatItsPolicyAllows()
    {
        using HttpResponseMessage response = await _api.Client.GetAsync(new Uri("/", UriKind.Relative));
        string page = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("script-src 'sha256-", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" onclick=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoItemsFile_ServesWithoutTitles()
    {
        await using RunningApi bare = await RunningApi.StartAsync(_shop, options => options with { Items = null });
        using HttpResponseMessage response = await bare.RecommendAsync("""{"history": ["sku-1"], "count": 2}""");
        using HttpResponseMessage category = await bare.RecommendAsync("""{"history": ["sku-1"], "categories": ["Shoes"]}""");

        JsonNode answer = await RunningApi.ReadAsync(response);
        Assert.Equal(_shop.Reference.Recommend(["sku-1"], 2), Answered.Items(answer));
        Assert.Null(answer["items"]![0]!["title"]);
        Assert.Contains("Start it with --items", await RunningApi.ProblemAsync(category), StringComparison.Ordinal);
        Assert.Empty((await bare.GetAsync("/categories")).AsArray());
    }
}
