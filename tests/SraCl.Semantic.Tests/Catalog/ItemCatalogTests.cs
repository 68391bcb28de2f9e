using SraCl.Semantic.Catalog;
using SraCl.Sequences;

namespace SraCl.Semantic.Tests.Catalog;

public sealed class ItemCatalogTests
{
    // Dense ids differ from the external ones: "30" is 1, "10" is 2, "20" is 3, "40" is 4.
    private static readonly IdMap Items = new(["30", "10", "20", "40"]);

    [Fact]
    public void Create_EntriesInAnyOrder_StandByDenseId()
    {
        ItemCatalog catalog = ItemCatalog.Create(Items, [new("10") { Title = "ten" }, new("99") { Title = "?" }, new("30") { Title = "thirty" }, new("10") { Title = "again" }, new("20")]);

        Assert.Equal(4, catalog.ItemCount);
        Assert.Equal(["thirty", "ten", null, null], Enumerable.Range(1, 4).Select(id => catalog[id]?.Title));
        Assert.Equal(["", "thirty", "ten", "", ""], catalog.Texts());
        Assert.Equal(["", "30", "10", "20", ""], catalog.Texts(item => item.Id));
    }

    [Fact]
    public void Coverage_GapsOnBothSides_AreCounted()
    {
        CatalogCoverage coverage = ItemCatalog.Create(
            Items, [new("10") { Title = "ten" }, new("99"), new("98"), new("10"), new("20") { Price = "5" }]).Coverage;

        Assert.Equal((4, 1, 2L, 1L), (coverage.Items, coverage.WithText, coverage.UnknownEntries, coverage.RepeatedEntries));
        Assert.Equal(["30", "40"], coverage.WithoutEntry);
        Assert.Equal(["20"], coverage.WithoutText);
    }

    [Fact]
    public void Coverage_EqualTexts_AreCountedWithAnExample()
    {
        CatalogCoverage coverage = ItemCatalog.Create(
            new IdMap(["e", "d", "c", "b", "a", "f", "g"]),
            [new("a") { Title = "x y" }, new("b"), new("c") { Title = "x", Brand = "y" }, new("d") { Title = "other" }, new("e") { Price = "1" }, new("f") { Title = "other" }, new("g") { Title = "x y", Price = "2" }]).Coverage;

        Assert.Equal(5, coverage.DuplicateTexts);
        Assert.Equal(("d", "f"), coverage.DuplicateExample);
        Assert.Equal(["e", "b"], coverage.WithoutText);
    }

    [Fact]
    public void Coverage_DifferentTexts_HaveNoExample()
    {
        CatalogCoverage coverage = ItemCatalog.Create(Items, [new("10") { Title = "ten" }, new("30") { Title = "Ten" }, new("10") { Title = "Ten" }, new("20"), new("40")]).Coverage;

        Assert.Equal(0, coverage.DuplicateTexts);
        Assert.Null(coverage.DuplicateExample);
    }

    [Fact]
    public void Create_NothingInCommon_ShowsBothKindsOfIds()
    {
        string error = Assert.Throws<SraClException>(() => ItemCatalog.Create(Items, [new("B004APM26Q")])).Message;

        Assert.Contains("'B004APM26Q'", error, StringComparison.Ordinal);
        Assert.Contains("'30'", error, StringComparison.Ordinal);
        Assert.Contains("it is empty", Assert.Throws<SraClException>(() => ItemCatalog.Create(Items, [])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Indexer_NoItemsId_Throws(int id) => Assert.Throws<ArgumentOutOfRangeException>(() => ItemCatalog.Create(Items, [new("10")])[id]);

    [Fact]
    public void Compose_AllParts_StandInAFixedOrder()
    {
        var item = new CatalogItem("1")
        {
            Title = "Title",
            Brand = "Brand",
            Price = "5",
            Description = "Description",
            Categories = [["Root", "Leaf"], ["Root", "Other"]],
            Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "A", ["b"] = "B" },
        };

        Assert.Equal("Title Brand Root Leaf Other Description", ItemText.Compose(item));
        Assert.Equal("Title Brand Root Leaf Other Description B", ItemText.Compose(item, ["missing", "b"]));
        Assert.Equal(string.Empty, ItemText.Compose(new CatalogItem("1")));
    }
}
