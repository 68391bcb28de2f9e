using SraCl.Cli.Demo;
using SraCl.Training.Data;

namespace SraCl.Cli.Tests.Demo;

public sealed class DemoShopTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Create_SameSeed_SameShop()
    {
        DemoShop first = DemoShop.Create(1);
        DemoShop second = DemoShop.Create(1);
        DemoShop other = DemoShop.Create(2);

        Assert.Equal(first.Items, second.Items);
        Assert.Equal(first.Baskets, second.Baskets);
        Assert.NotEqual(first.Baskets, other.Baskets);
    }

    [Fact]
    public void Create_Catalogue_HasUniqueIdsAndTitlesAndTexts()
    {
        IReadOnlyList<ShopItem> items = DemoShop.Create(1).Items;

        Assert.Equal(3024, items.Count);
        Assert.Equal(items.Count, items.Select(item => item.Id).Distinct().Count());
        Assert.Equal(items.Count, items.Select(item => item.Title).Distinct().Count());
        Assert.Equal(12, items.Select(item => item.Category).Distinct().Count());
        Assert.Equal(18, items.Select(item => item.Brand).Distinct().Count());
        Assert.All(items, item => Assert.NotEmpty(item.Description));
    }

    [Fact]
    public void Create_Baskets_AreSparseAndWithoutRepeats()
    {
        IReadOnlyList<int[]> baskets = DemoShop.Create(1).Baskets;

        Assert.All(baskets, basket => Assert.InRange(basket.Length, 5, 12));
        Assert.InRange((double)baskets.Sum(basket => basket.Length) / baskets.SelectMany(basket => basket).Distinct().Count(), 2.5, 4.5);
        Assert.All(baskets, basket => Assert.Equal(basket.Length, basket.Distinct().Count()));
    }

    [Fact]
    public void Create_NextPurchase_IsMostlyFromOneOfTheNextTwoCategories()
    {
        DemoShop shop = DemoShop.Create(1);
        int perCategory = shop.Items.Count / ShopCatalogue.Categories.Count;
        int[] steps = shop.Baskets
            .SelectMany(basket => basket.Zip(basket.Skip(1), (last, next) => ((next / perCategory) - (last / perCategory) + ShopCatalogue.Categories.Count) % ShopCatalogue.Categories.Count))
            .ToArray();

        Assert.InRange((double)steps.Count(step => step == 1) / steps.Length, 0.55, 0.70);
        Assert.InRange((double)steps.Count(step => step == 2) / steps.Length, 0.18, 0.30);
    }

    [Fact]
    public void Write_Files_LoadAsDataSet()
    {
        DemoShop shop = DemoShop.Create(3);

        PreparedDataset data = InteractionFile.Load(shop.Write(_folder["."]));

        Assert.Equal(shop.Baskets.Count, data.Summary.Users);
        Assert.Equal(shop.Baskets.Sum(basket => basket.Length), data.Summary.Events);
        Assert.Equal(0, data.Summary.BadRows);
        Assert.Equal(shop.Items.Count, File.ReadLines(_folder[DemoShop.ItemsFile]).Count());
    }
}
