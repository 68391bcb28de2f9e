using SraCl.Semantic.Catalog;
using SraCl.Semantic.Summaries;
using SraCl.Sequences;

namespace SraCl.Semantic.Tests.Summaries;

public sealed class OfflineTextsTests
{
    private static readonly CatalogItem Shampoo = new("shampoo")
    {
        Title = "Mild shampoo",
        Brand = "Acme",
        Categories = [["Beauty", "Hair Care", "Shampoos"]],
        Price = "$3.50",
        Description = "Cleans hair. Smells good. Comes in a bottle that lasts for months",
    };

    private static readonly CatalogItem[] Items =
    [
        Shampoo,
        new("conditioner") { Title = "Rich conditioner!", Brand = "Acme", Categories = [["Beauty", "Hair Care", "Conditioners"]] },
        new("soap") { Title = "Soap", Brand = "Bolt", Categories = [["Beauty", "Bath"], ["Beauty", "Bath"]] },
        new("bare"),
    ];

    private readonly ItemCatalog _catalog = ItemCatalog.Create(new IdMap([.. Items.Select(item => item.Id), "unknown"]), Items);

    [Fact]
    public void OfItem_Attributes_AreComposed() => Assert.Equal(
        "Mild shampoo. Brand: Acme. Categories: Hair Care, Shampoos. Price: $3.50. Cleans hair. Smells good.",
        new OfflineTexts(new OfflineTextOptions { DescriptionWords = 6 }).OfItem(Shampoo));

    [Fact]
    public void OfItem_NothingKnown_IsEmpty() => Assert.Empty(new OfflineTexts().OfItem(new CatalogItem("bare")));

    [Fact]
    public void OfItem_NoDescriptionWanted_LeavesItOut() => Assert.EndsWith(
        "Price: $3.50.", new OfflineTexts(new OfflineTextOptions { DescriptionWords = 0 }).OfItem(Shampoo), StringComparison.Ordinal);

    [Fact]
    public void OfItem_PathOfOneLevel_KeepsItsLeaf() => Assert.Equal(
        "Categories: Beauty.", new OfflineTexts().OfItem(new CatalogItem("soap") { Categories = [["Beauty"]] }));

    [Fact]
    public void OfSequence_Frequencies_DecideAndTiesGoToTheNewest() => Assert.Equal(
        "Interested in: Hair Care, Bath. Brands: Acme. Newest items: Soap; Rich conditioner!; Mild shampoo.",
        new OfflineTexts(new OfflineTextOptions { Brands = 1, Categories = 2 }).OfSequence(_catalog, [1, 2, 3]));

    [Fact]
    public void OfSequence_Titles_AreTheNewestOnesEachOnce() => Assert.EndsWith(
        "Newest items: Soap; Rich conditioner!",
        new OfflineTexts(new OfflineTextOptions { Titles = 2 }).OfSequence(_catalog, [1, 3, 2, 3]),
        StringComparison.Ordinal);

    [Fact]
    public void OfSequence_NothingKnown_IsEmpty() => Assert.Empty(new OfflineTexts().OfSequence(_catalog, [4, 5]));

    [Fact]
    public void Constructor_OptionOutOfRange_IsNamed()
    {
        SraClException exception = Assert.Throws<SraClException>(() => new OfflineTexts(new OfflineTextOptions { Titles = -1 }));

        Assert.Equal("OfflineTextOptions.Titles is -1; expected 0 or more.", exception.Message);
    }
}
