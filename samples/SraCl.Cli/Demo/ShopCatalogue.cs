using System.Globalization;

namespace SraCl.Cli.Demo;

/// <summary>
/// The items of the demo shop: every category in every style, from brands that each sell one style at one price level. Texts say
/// what an item is for, so that what belongs together can be read from them too.
/// </summary>
internal static class ShopCatalogue
{
    /// <summary>The number of items of a category in one style: a brand of each price level with all its models.</summary>
    public const int ItemsPerCell = 42;

    /// <summary>Gets the categories; what shoppers look at next is mostly the next category, then the one after it.</summary>
    public static IReadOnlyList<(string Name, string Noun, string Use)> Categories { get; } =
    [
        ("Tents", "tent", "Sleeps two and stands in five minutes."),
        ("Sleeping Bags", "sleeping bag", "Keeps you warm through the night and packs into a small sack."),
        ("Sleeping Mats", "sleeping mat", "Insulates from the ground and inflates with ten breaths."),
        ("Stoves", "stove", "Boils a litre of water before you have found the cups."),
        ("Cookware", "pot set", "Two pots and a lid that is also a pan."),
        ("Bottles", "water bottle", "Keeps water cold all day and never leaks."),
        ("Backpacks", "backpack", "Carries a week of food without hurting your shoulders."),
        ("Shoes", "pair of shoes", "Grips on wet rock and dries overnight."),
        ("Jackets", "rain jacket", "Stays dry in hours of rain and lets sweat out."),
        ("Poles", "pair of trekking poles", "Saves the knees on the way down and folds into a bag."),
        ("Lamps", "headlamp", "Lights the path for twenty hours on one charge."),
        ("Knives", "pocket knife", "Cuts bread, rope and kindling."),
    ];

    /// <summary>Gets the styles; a shopper's taste drifts from one to the next.</summary>
    public static IReadOnlyList<(string Name, string Text)> Styles { get; } =
    [
        ("ultralight", "For long distances where every gram counts."),
        ("family", "For weekends with children: large, sturdy and simple."),
        ("winter", "For snow, frost and long dark evenings."),
        ("bushcraft", "For life in the woods, made of canvas, leather and steel."),
        ("desert", "For heat, dust and strong sun."),
        ("city", "For commuters who want to look good on the bus as well."),
    ];

    /// <summary>Gets the price levels.</summary>
    public static IReadOnlyList<string> Prices { get; } =
    [
        "A fair price for the first trip.",
        "Solid quality in the middle of the range.",
        "The best that money can buy, guaranteed for life.",
    ];

    private static readonly string[] Brands =
    [
        "Featherway", "Ounce & Mile", "Gossamer Lab",
        "Hearthside", "Big Meadow", "Oakland & Kin",
        "Frostline", "Northfell", "Polaris Works",
        "Stickfire", "Old Forester", "Ironwood Bros",
        "Dunewalk", "Sirocco", "Mirage Supply",
        "Tramline", "Metro Trail", "Avenue Nine",
    ];

    private static readonly string[] Models =
        ["Aster", "Birch", "Cirrus", "Delta", "Ember", "Fjord", "Gale", "Heron", "Iris", "Juniper", "Kestrel", "Larch", "Merlin", "Nimbus"];

    /// <summary>Makes all items, category by category, style by style.</summary>
    /// <returns>The item of category c, style s and number n at index (c · styles + s) · <see cref="ItemsPerCell"/> + n.</returns>
    public static ShopItem[] Create()
    {
        var items = new List<ShopItem>();
        foreach ((string category, string noun, string use) in Categories)
        {
            for (int style = 0; style < Styles.Count; style++)
            {
                for (int number = 0; number < ItemsPerCell; number++)
                {
                    int price = number % Prices.Count;
                    string brand = Brands[(style * Prices.Count) + price];
                    items.Add(new ShopItem(
                        string.Create(CultureInfo.InvariantCulture, $"p{items.Count + 1:D4}"),
                        $"{brand} {Models[number / Prices.Count]} {Styles[style].Name} {noun}",
                        brand,
                        category,
                        $"{use} {Styles[style].Text} {Prices[price]}"));
                }
            }
        }

        return [.. items];
    }
}
