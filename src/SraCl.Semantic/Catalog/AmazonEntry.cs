using System.Text.Json;

namespace SraCl.Semantic.Catalog;

/// <summary>What is particular to Amazon's product metadata.</summary>
internal static class AmazonEntry
{
    private const string SalesRank = "salesRank";

    /// <summary>Gets the fields that say nothing about an item in words: pictures, links, markup, ids of other products.</summary>
    public static IReadOnlyList<string> LeftOut { get; } =
    [
        "imUrl", "related", // 2014
        "image", "imageURL", "imageURLHighRes", "also_buy", "also_view", "also_viewed", "similar_item", "tech1", "tech2", // 2018
        "images", "videos", "bought_together", // 2023
    ];

    /// <summary>Corrects an item.</summary>
    /// <param name="item">The item as its fields say.</param>
    /// <param name="entry">Its entry.</param>
    public static CatalogItem Mend(CatalogItem item, JsonElement entry)
    {
        // Where 2018's collector found no title or price, it took the script or the style sheet of the page.
        string? title = item.Title?.Contains("getTime()", StringComparison.Ordinal) == true ? null : item.Title;
        string? price = item.Price?.Contains('{', StringComparison.Ordinal) == true ? null : item.Price;

        // 2023 has the brand among the details; 2018 calls the rank of sales otherwise.
        string? brand = item.Brand ?? (entry.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Object && details.TryGetProperty("Brand", out JsonElement named)
            ? JsonEntry.Text(named, withoutTags: true)
            : null);
        IReadOnlyDictionary<string, string> attributes = item.Attributes;
        if (!attributes.ContainsKey(SalesRank) && attributes.TryGetValue("rank", out string? rank))
        {
            attributes = new Dictionary<string, string>(attributes, StringComparer.Ordinal) { [SalesRank] = rank };
        }

        return item with { Title = title, Price = price, Brand = brand, Attributes = attributes };
    }
}
