namespace SraCl.Cli.Demo;

/// <summary>An item of the demo shop.</summary>
/// <param name="Id">The id in the interaction file.</param>
/// <param name="Title">The title.</param>
/// <param name="Brand">The brand; each sells one style at one price level.</param>
/// <param name="Category">The category.</param>
/// <param name="Description">Two or three sentences about use, style and price.</param>
internal sealed record ShopItem(string Id, string Title, string Brand, string Category, string Description);
