using SraCl.Semantic.Catalog;

namespace SraCl.Semantic.Tests.Catalog;

/// <summary>A line of every format, written by us in the form of the published files.</summary>
public sealed class CatalogFormatTests : IDisposable
{
    private const string Amazon2014 =
        """
        {'asin': '0000031852', 'title': "Dancer's \"Tutu\" Skirt &amp; Bow", 'price': 3.17, 'imUrl': 'http://example.org/a.jpg', 'related': {'also_bought': ['B00JHONN1S'], 'buy_after_viewing': []}, 'salesRank': {'Toys & Games': 211836}, 'brand': u'Cout\xfcre', 'categories': [['Sports', 'Clothing', 'Girls'], ['Toys']], 'description': 'Soft.\nThree\tlayers.'}
        """;

    private const string Amazon2018 =
        """
        {"category": ["Office Products", "Desk <b>Lamps</b>"], "tech1": "<div>x</div>", "description": ["<p>Warm light.</p>", "", "Dims &lt; 5&nbsp;W.<br/>Quiet"], "title": "Lamp", "also_buy": ["B01"], "brand": "Acme", "feature": ["Bright.", "Light <i>weight</i>."], "rank": [">#4,000 in Office (See top 100)"], "main_cat": "Office Products", "date": "May 1, 2015", "price": "$23.95", "asin": "B002", "imageURLHighRes": ["http://example.org/1.jpg"]}
        """;

    private const string Amazon2023 =
        """
        {"main_category": "All Beauty", "title": "Brush", "average_rating": 4.8, "rating_number": 10, "features": ["Firm", "Small"], "description": ["A brush."], "price": null, "images": [{"thumb": "http://example.org/t.jpg"}], "videos": [], "store": null, "categories": [], "details": {"Brand": "Acme", "Number of Items": 1, "Best Sellers Rank": {"Beauty": 5}}, "parent_asin": "B003", "bought_together": null}
        """;

    private const string Yelp =
        """
        {"business_id": "Pns2", "name": "Abby's", "address": "1616 Chapala St", "city": "Santa Barbara", "state": "CA", "stars": 4.5, "review_count": 7, "is_open": 0, "attributes": {"ByAppointmentOnly": "True", "Parking": {"lot": true}}, "categories": "Doctors, Health &amp; Medical,  , Sleep", "hours": null}
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(CatalogFormat.Auto)]
    [InlineData(CatalogFormat.Amazon)]
    public void Read_Amazon2014_IsWhatItSays(CatalogFormat format)
    {
        CatalogItem item = Assert.Single(Read(Amazon2014, format));

        Assert.Equal(("0000031852", "Dancer's \"Tutu\" Skirt & Bow", "Coutüre", "3.17", "Soft. Three layers."), (item.Id, item.Title, item.Brand, item.Price, item.Description));
        Assert.Equal([["Sports", "Clothing", "Girls"], ["Toys"]], item.Categories);
        Assert.Equal([new("salesRank", "Toys & Games: 211836")], item.Attributes);
    }

    [Fact]
    public void Read_Amazon2018_HasNeitherTagsNorLinks()
    {
        CatalogItem item = Assert.Single(Read(Amazon2018));

        Assert.Equal(("B002", "Lamp", "Acme", "$23.95", "Warm light. Dims < 5 W. Quiet"), (item.Id, item.Title, item.Brand, item.Price, item.Description));
        Assert.Equal([["Office Products", "Desk Lamps"]], item.Categories);
        Assert.Equal(["date", "feature", "rank", "salesRank"], item.Attributes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(">#4,000 in Office (See top 100)", item.Attributes["salesRank"]);
        Assert.Equal("Bright.; Light weight .", item.Attributes["feature"]);
    }

    [Fact]
    public void Read_Amazon2018ScriptInPlaceOfTexts_IsNoText()
    {
        CatalogItem item = Assert.Single(Read("""{"asin": "B1", "title": "var aPageStart = (new Date()).getTime();", "price": ".a-box-inner{background-color:#fff}"}"""));

        Assert.Null(item.Title);
        Assert.Null(item.Price);
    }

    [Fact]
    public void Read_Amazon2023_TakesBrandFromDetails()
    {
        CatalogItem item = Assert.Single(Read(Amazon2023));

        Assert.Equal(("B003", "Brush", "Acme", null, "A brush."), (item.Id, item.Title, item.Brand, item.Price, item.Description));
        Assert.Equal([["All Beauty"]], item.Categories);
        Assert.Equal(["average_rating", "details", "features", "rating_number"], item.Attributes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Brand: Acme; Number of Items: 1", item.Attributes["details"]);
        Assert.Equal("Firm; Small", item.Attributes["features"]);
        Assert.Equal(("S", "2.5"), Assert.Single(Read("""{"parent_asin": "B4", "store": "S", "price": 2.5, "details": {"Brand": "D"}}""").Select(other => (other.Brand, other.Price))));
    }

    [Fact]
    public void Read_Yelp_HasOneCategoryACommaAndWhatPromptsRead()
    {
        CatalogItem item = Assert.Single(Read(Yelp));

        Assert.Equal(("Pns2", "Abby's"), (item.Id, item.Title));
        Assert.Equal([["Doctors"], ["Health & Medical"], ["Sleep"]], item.Categories);
        Assert.Equal(("Santa Barbara", "CA", "4.5", "0"), (item.Attributes["city"], item.Attributes["state"], item.Attributes["stars"], item.Attributes["is_open"]));
        Assert.Equal("ByAppointmentOnly: True", item.Attributes["attributes"]);
        Assert.False(item.Attributes.ContainsKey("hours"));
        Assert.Empty(Assert.Single(Read("""{"business_id": "x", "categories": null}""")).Categories);
    }

    [Fact]
    public void Read_JsonAndPythonLinesInTurn_AreBothRead() =>
        Assert.Equal(["a", "b", "c"], Read("{\"id\": \"a\"}\n{u'id': 'b'}\n{ \"id\": \"c\"}\n", CatalogFormat.JsonLines).Select(item => item.Id));

    [Fact]
    public void Read_OtherJsonWithTagsAndCommas_IsLeftAsItIs()
    {
        CatalogItem item = Assert.Single(Read("""{"id": 1, "title": "a <b> c", "categories": "Books, Films", "imUrl": "x", "flag": true, "sizes": [1, 2], "deep": [[1]]}"""));

        Assert.Equal("a <b> c", item.Title);
        Assert.Equal([["Books, Films"]], item.Categories);
        Assert.Equal([new("imUrl", "x"), new("flag", "true"), new("sizes", "1; 2")], item.Attributes);
    }

    [Theory]
    [InlineData("id,title\n", CatalogFormat.Csv)]
    [InlineData("id\ttitle, or name\n", CatalogFormat.Tsv)]
    [InlineData("\uFEFF\n {\"id\": 1}", CatalogFormat.JsonLines)]
    [InlineData("{\"item_id\": 1, \"asin\": \"B\"}", CatalogFormat.JsonLines)]
    [InlineData("{\"title\": \"about \\\"asin\\\": \"}", CatalogFormat.JsonLines)]
    [InlineData("{\"asin\" : \"B\"}", CatalogFormat.Amazon)]
    [InlineData("{'asin': 'B'}", CatalogFormat.Amazon)]
    [InlineData("{\"parent_asin\": \"B\"}", CatalogFormat.Amazon)]
    [InlineData("{\"parent_asin\": \"B\", \"average_rating\": 4.8, \"rating_number\": 10}", CatalogFormat.Amazon)]
    [InlineData("{\"business_id\":\"B\"}", CatalogFormat.Yelp)]
    [InlineData("[{\"id\": 1}]", CatalogFormat.JsonLines)]
    public void Detect_FirstLine_TellsTheFormat(string text, CatalogFormat format) => Assert.Equal(format, CatalogFile.Detect(Write(text)));

    [Fact]
    public void Detect_LineLongerThanTheBeginning_IsTold() =>
        Assert.Equal(CatalogFormat.Amazon, CatalogFile.Detect(Write($$"""{"asin": "B", "description": "{{new string('x', 200_000)}}"}""")));

    [Theory]
    [InlineData("id title\n1 x\n", "neither a JSON object nor a header")]
    [InlineData("{\"review_id\": 1, \"business_id\": 2}", "its lines are reviews")]
    [InlineData("{\"reviewerID\": 1, \"asin\": 2}", "its lines are reviews")]
    [InlineData("{\"rating\": 5.0, \"title\": \"Fine\", \"text\": \"I like it.\", \"asin\": \"B1\", \"parent_asin\": \"B2\", \"user_id\": \"A\", \"timestamp\": 1}", "its lines are reviews")]
    [InlineData("{'user_id': 'A', 'parent_asin': 'B2', 'verified_purchase': True}", "its lines are reviews")]
    [InlineData("{\"user_id\": \"A\", \"asin\": \"B1\", \"rating\": 5.0}", "its lines are reviews")]
    public void Detect_NothingClear_ListsTheFormats(string text, string reason)
    {
        string error = Assert.Throws<DataFormatException>(() => CatalogFile.Detect(Write(text))).Message;

        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Contains("Name it: JsonLines, Csv, Tsv, Amazon, Yelp.", error, StringComparison.Ordinal);
    }

    private List<CatalogItem> Read(string text, CatalogFormat format = CatalogFormat.Auto) => CatalogFile.Read(Write(text), new CatalogFileOptions { Format = format }).ToList();

    private string Write(string text)
    {
        string path = _directory.File("catalog");
        File.WriteAllText(path, text);
        return path;
    }
}
