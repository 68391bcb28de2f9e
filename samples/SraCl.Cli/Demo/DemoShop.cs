using System.Globalization;
using System.Text;
using System.Text.Json;
using SraCl.Randomness;

namespace SraCl.Cli.Demo;

/// <summary>
/// A small made-up shop for outdoor gear: items with texts, and shoppers who equip themselves category by category in a style and at a
/// price level that drift. Sparse and skewed as real shops are, with three or four purchases an item: too few to learn from purchases alone which items are alike.
/// The next item can be guessed from the last ones, but not surely. The texts describe items and know nothing of purchases.
/// </summary>
/// <param name="Items">The catalogue.</param>
/// <param name="Baskets">What each shopper bought, oldest first, as indices into <paramref name="Items"/>.</param>
internal sealed record DemoShop(IReadOnlyList<ShopItem> Items, IReadOnlyList<int[]> Baskets)
{
    /// <summary>The name of the file with the purchases.</summary>
    public const string InteractionsFile = "interactions.txt";

    /// <summary>The name of the file with the catalogue.</summary>
    public const string ItemsFile = "items.jsonl";

    private const int Shoppers = 1200;
    private const int MinPurchases = 5;

    // Odds of 5, 6, ... 12 purchases, of the starting styles and price levels, and of popularity within a group of like items:
    // all skewed, so that a few things sell often and most things rarely.
    private static readonly double[] PurchaseOdds = [22, 18, 15, 13, 11, 9, 7, 5];
    private static readonly double[] StyleOdds = [30, 20, 18, 14, 10, 8];
    private static readonly double[] PriceOdds = [50, 30, 20];
    private static readonly double[] PopularityOdds = [27, 11, 8, 7, 6, 6, 5, 5, 5, 4, 4, 4, 4, 4];

    // Of ten purchases about six are from the category that goes with the last one, two from the one after it.
    private static readonly double[] StepOdds = [62, 24, 14];

    /// <summary>Makes the shop; the same seed gives the same shop.</summary>
    /// <param name="seed">Any number.</param>
    /// <returns>The shop.</returns>
    public static DemoShop Create(long seed)
    {
        CounterRandom random = CounterRandom.Create(seed).Derive("demo shop");
        var baskets = new int[Shoppers][];
        for (int shopper = 0; shopper < Shoppers; shopper++)
        {
            baskets[shopper] = Shop(random.Derive(shopper));
        }

        return new DemoShop(ShopCatalogue.Create(), baskets);
    }

    /// <summary>Writes <c>interactions.txt</c> (one <c>user item</c> pair a line, oldest first) and <c>items.jsonl</c> (one item a line).</summary>
    /// <param name="folder">An existing folder.</param>
    /// <returns>The path of the interactions.</returns>
    public string Write(string folder)
    {
        var lines = new StringBuilder();
        for (int shopper = 0; shopper < Baskets.Count; shopper++)
        {
            foreach (int item in Baskets[shopper])
            {
                lines.Append(CultureInfo.InvariantCulture, $"u{shopper + 1:D4} {Items[item].Id}\n");
            }
        }

        string interactions = Path.Combine(folder, InteractionsFile);
        File.WriteAllText(interactions, lines.ToString());
        File.WriteAllText(
            Path.Combine(folder, ItemsFile),
            string.Concat(Items.Select(item => JsonSerializer.Serialize(item, JsonSerializerOptions.Web) + "\n")));
        return interactions;
    }

    private static int[] Shop(CounterRandom random)
    {
        int count = MinPurchases + Pick(PurchaseOdds, ref random);
        int style = Pick(StyleOdds, ref random);
        int price = Pick(PriceOdds, ref random);
        int category = random.NextInt32(ShopCatalogue.Categories.Count);
        var bought = new List<int>(count);
        while (bought.Count < count)
        {
            int item = Item(category, style, price, Pick(PopularityOdds, ref random));
            if (!bought.Contains(item))
            {
                bought.Add(item);
            }

            category = Pick(StepOdds, ref random) switch
            {
                0 => (category + 1) % ShopCatalogue.Categories.Count,
                1 => (category + 2) % ShopCatalogue.Categories.Count,
                _ => random.NextInt32(ShopCatalogue.Categories.Count),
            };
            style = random.NextDouble() < 0.08 ? (style + 1) % ShopCatalogue.Styles.Count : style;
            price = random.NextDouble() < 0.10 ? random.NextInt32(ShopCatalogue.Prices.Count) : price;
        }

        return [.. bought];
    }

    /// <summary>Gets the item of a category, style and price level by its popularity, 0 being the most popular.</summary>
    private static int Item(int category, int style, int price, int popularity) =>
        (((category * ShopCatalogue.Styles.Count) + style) * ShopCatalogue.ItemsPerCell) + (popularity * ShopCatalogue.Prices.Count) + price;

    private static int Pick(double[] odds, ref CounterRandom random)
    {
        double left = random.NextDouble() * odds.Sum();
        for (int i = 0; i < odds.Length - 1; i++)
        {
            left -= odds[i];
            if (left < 0)
            {
                return i;
            }
        }

        return odds.Length - 1;
    }
}
