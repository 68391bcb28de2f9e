using SraCl.Semantic.Catalog;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Files of item texts in every format.</summary>
internal sealed class CatalogTarget() : FuzzTarget("catalogues", weight: 20)
{
    protected override void Read(FuzzInput input)
    {
        var options = new CatalogFileOptions { Format = Enum.Parse<CatalogFormat>(input.Kind) };
        CatalogItem[] items = CatalogFile.Read(input.First, options).ToArray();
        foreach (CatalogItem item in items)
        {
            Require(!string.IsNullOrWhiteSpace(item.Id), "an item has no id");
            Require(item.Title is null or { Length: > 0 } && item.Description is null or { Length: > 0 } && item.Brand is null or { Length: > 0 }, "an absent text is not null");
            Require(item.Categories.All(path => path.Count > 0 && path.All(name => name.Length > 0)), "a category is empty");
            string text = ItemText.Compose(item);
            Require(!text.Any(letter => char.IsControl(letter)), "a text has control characters");
            Require(text.Length == 0 || (!char.IsWhiteSpace(text[0]) && !text.Contains("  ", StringComparison.Ordinal)), "a text has spaces at its ends or two in a row");
        }

        Require(items.Select(item => item.Id).SequenceEqual(CatalogFile.Read(input.First, options).Select(item => item.Id), StringComparer.Ordinal), "it is read in two ways");
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        const string Table = "item_id,title,brand,categories,price,description\nB1,\"A \"\"good\"\" pen\",Acme,Office;Pens,1.50,\"Writes,\nwell &amp; long\"\nB2,Chair,,Office,,\nB3,&lt;b&gt;Desk&lt;/b&gt;,Oak & Co,Furniture,99,\"It stands\"\n";
        return
        [
            FuzzSeed.Text(nameof(CatalogFormat.Csv), "items.csv", Table),
            FuzzSeed.Text(nameof(CatalogFormat.Tsv), "items.tsv", Table.Replace(',', '\t')),
            FuzzSeed.Text(nameof(CatalogFormat.Auto), "items.csv", Table),
            FuzzSeed.Text(nameof(CatalogFormat.JsonLines), "items.jsonl", """
                {"item_id": 17, "title": "Pen \u00e9\ud83d\ude00", "categories": [["Office", "Pens"], ["Gifts"]], "price": 1.5, "features": ["blue", "thin"], "details": {"Color": "red", "Deep": {"x": [1]}}}
                {"item_id": "b", "title": null, "description": ["one", "two"], "brand": "Acme"}

                """),
            FuzzSeed.Text(nameof(CatalogFormat.Auto), "meta.json", """
                {"asin": "0001", "title": "Toner &amp; <b>more</b>", "brand": "HP", "category": ["Office Products", "Toner"], "description": ["<script>x</script>Black."], "price": "$12.30", "also_buy": ["0002"]}
                {"asin": "0002", "title": "Paper", "feature": ["A4", "80 g"]}

                """),
            FuzzSeed.Text(nameof(CatalogFormat.Amazon), "meta.json", """
                {'asin': '0003', 'title': "Bob's \"pen\"", 'categories': [['Office', 'Pens']], 'price': 2.99, 'salesRank': {'Office Products': 12}, 'related': {'also_bought': ['1']}, 'x': None, 'y': True}
                {'asin': u'0004', 'title': 'Caf\xc3\xa9', 'description': u'na\u00efve \U0001F600', 'brand': ''}

                """),
            FuzzSeed.Text(nameof(CatalogFormat.Yelp), "business.json", """
                {"business_id":"x1","name":"Bar & Grill","city":"Reno","categories":"Bars, Nightlife","attributes":{"WiFi":"u'free'"},"stars":3.5,"hours":null}

                """),
        ];
    }
}
