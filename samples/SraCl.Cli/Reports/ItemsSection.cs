using System.Globalization;
using SraCl.Cli.Pages;
using SraCl.Training.Analysis;
using SraCl.Training.Models;
using SraCl.Training.Recommendation;

namespace SraCl.Cli.Reports;

/// <summary>What the models have learned: alignment and uniformity, maps of items colored by category, and nearest items.</summary>
internal static class ItemsSection
{
    private const int MostShown = 4;
    private const int MostItems = 1000;
    private const int Examples = 6;
    private const int Neighbors = 5;

    /// <summary>Writes the section.</summary>
    /// <param name="page">The page.</param>
    /// <param name="context">What to write about.</param>
    /// <param name="load">Loads the model in a directory.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void Write(HtmlPage page, ReportContext context, Func<string, SavedModel> load, CancellationToken cancellationToken)
    {
        page.Heading("What was learned");
        if (context.Data is not { } data)
        {
            page.Paragraph($"Left out: the file of interactions is not where it was. Say with --interactions where it is.");
            return;
        }

        int[] items = [.. context.ByPopularity.Take(MostItems)];
        var categories = new ItemCategories(context.Catalog, items);
        int[] examples = [.. categories.Examples(Examples)];
        ReportedVariant[] shown = Shown(context.Variants);
        var qualities = new List<(string Name, RepresentationQuality Quality)>();
        var maps = new List<(string Name, IReadOnlyList<ItemMapPoint> Points)>();
        var nearest = new List<(string Name, string[] Found)>();
        foreach (ReportedVariant variant in context.Variants)
        {
            using SavedModel model = load(variant.First.Path);
            qualities.Add((variant.Name, RepresentationQuality.Measure(model.Backbone, data.Split.Test, cancellationToken: cancellationToken)));
            if (shown.Contains(variant))
            {
                maps.Add((variant.Name, ItemMap.Create(model.Backbone, items, cancellationToken: cancellationToken)));
                using var recommender = new Recommender(model.Backbone, model.Items);
                nearest.Add((variant.Name, [.. examples.Select(item => Nearest(recommender, context, item, cancellationToken))]));
            }
        }

        Qualities(page, qualities);
        Maps(page, context, categories, maps);
        NearestItems(page, context, examples, nearest);
    }

    /// <summary>The first variant, which the others are compared with, and the last ones.</summary>
    private static ReportedVariant[] Shown(IReadOnlyList<ReportedVariant> variants) =>
        variants.Count <= MostShown ? [.. variants] : [variants[0], .. variants.Skip(variants.Count - MostShown + 1)];

    private static void Qualities(HtmlPage page, List<(string Name, RepresentationQuality Quality)> qualities)
    {
        page.Subheading("Alignment and uniformity");
        RepresentationQuality any = qualities[0].Quality;
        page.Paragraph($"Over {any.Cases:N0} cases of the test and {any.Items:N0} items, vectors without their lengths; smaller is better. Alignment: the squared distance of a history and the item that came next. Uniformity: how evenly histories, or items, are spread (Wang and Isola, 2020).");
        page.Table(
            ["Run", "Alignment", "Uniformity of histories", "Uniformity of items"],
            qualities.Select(run => (IEnumerable<TableCell>)
            [
                run.Name,
                HtmlPage.Invariant($"{run.Quality.Alignment:F3}"),
                HtmlPage.Invariant($"{run.Quality.SequenceUniformity:F3}"),
                HtmlPage.Invariant($"{run.Quality.ItemUniformity:F3}"),
            ]));
    }

    private static void Maps(HtmlPage page, ReportContext context, ItemCategories categories, List<(string Name, IReadOnlyList<ItemMapPoint> Points)> maps)
    {
        page.Subheading("Maps of items");
        int count = maps[0].Points.Count;
        page.Paragraph($"The {count:N0} most popular items; the nearer two are, the more alike the model takes them for (t-SNE of the directions of their vectors). The pointer shows their titles. Each map has axes of its own.");
        if (categories.Names.Count > 0)
        {
            page.Key([.. categories.Names.Select((name, index) => (name, HtmlPage.Color(index))), ("other or unknown", HtmlPage.Color(HtmlPage.Colors - 1))]);
        }
        else
        {
            page.Paragraph($"Give the items' texts with --items for titles and for colors by category.");
        }

        page.Charts(maps.Select(map => (map.Name, ScatterChart.Create(
            $"Map of {map.Points.Count} items as {map.Name} sees them",
            [.. map.Points.Select(point => new Dot(point.X, point.Y, HtmlPage.Color(categories.IndexOf(point.Item) ?? HtmlPage.Colors - 1), Note(context, categories, point.Item), Faint: categories.Names.Count > 0 && categories.IndexOf(point.Item) is null))]))));
    }

    private static string Note(ReportContext context, ItemCategories categories, int item) =>
        string.Join(" · ", new[] { context.NameOf(item), categories.NameOf(item), string.Create(CultureInfo.InvariantCulture, $"{context.Popularity[item]} events") }.OfType<string>());

    private static void NearestItems(HtmlPage page, ReportContext context, int[] examples, List<(string Name, string[] Found)> nearest)
    {
        page.Subheading("Nearest items");
        page.Paragraph($"{(context.Semantics is null ? "What each model takes for most alike." : "What the texts say is alike, before any training, and what each model takes for most alike after it.")} The most popular items of the largest categories.");
        page.Words(
            ["Item", .. context.Semantics is null ? Array.Empty<string>() : ["by texts"], .. nearest.Select(run => run.Name)],
            examples.Select((item, row) => (IEnumerable<TableCell>)
            [
                new TableCell(context.NameOf(item), Strong: true),
                .. context.Semantics is { } semantics ? [(TableCell)List(context, semantics.Items.Table[item][..Math.Min(Neighbors, semantics.Items.Table[item].Length)].ToArray())] : Array.Empty<TableCell>(),
                .. nearest.Select(run => (TableCell)run.Found[row]),
            ]));
    }

    private static string Nearest(Recommender recommender, ReportContext context, int item, CancellationToken cancellationToken) => List(context, recommender
        .Similar(recommender.Items.ExternalId(item), Math.Min(Neighbors, recommender.Items.Count), cancellationToken: cancellationToken)
        .Select(found => recommender.Items.TryGetId(found.ItemId, out int id) ? id : 0));

    private static string List(ReportContext context, IEnumerable<int> items) => string.Join('\n', items.Where(item => item > 0).Select(context.NameOf));
}
