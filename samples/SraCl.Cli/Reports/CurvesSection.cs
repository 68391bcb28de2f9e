using SraCl.Cli.Pages;
using SraCl.Cli.Runs;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Reports;

/// <summary>How the trainings went: validation, losses, and each loss's share of the total.</summary>
internal static class CurvesSection
{
    private const int MostShares = 6;

    /// <summary>Writes the section.</summary>
    /// <param name="page">The page.</param>
    /// <param name="context">What to write about.</param>
    public static void Write(HtmlPage page, ReportContext context)
    {
        page.Heading("Training");
        ReportedVariant[] logged = [.. context.Variants.Where(variant => variant.First.Log?.Epochs.Count > 0)];
        if (logged.Length == 0)
        {
            page.Paragraph($"None of the runs has a log of its epochs.");
            return;
        }

        if (logged.Any(variant => variant.Runs.Count > 1))
        {
            page.Paragraph($"The first seed of each.");
        }

        page.Key(logged.Select(variant => (variant.Name, variant.Color)));
        string metric = Metric(logged[0]);
        string[] missing = [.. logged.Where(variant => variant.First.Log!.Epochs.All(epoch => double.IsNaN(Score(variant, epoch, metric)))).Select(variant => variant.Name)];
        if (missing.Length > 0)
        {
            page.Paragraph($"Without a curve of {metric}, which their validations did not measure: {string.Join(", ", missing)}.");
        }

        page.Charts(
        [
            ($"{metric} on validation; the dot is the epoch that was kept", LineChart.Create($"{metric} on validation by epoch", "epoch", [.. logged.Select(variant => Curve(variant, epoch => Score(variant, epoch, metric), marked: true))], fromZero: true)),
            ("Loss", LineChart.Create("Total loss by epoch", "epoch", [.. logged.Select(variant => Curve(variant, epoch => epoch.Loss))])),
        ]);
        Shares(page, [.. logged.Where(variant => variant.First.Log!.Header.Losses.Count > 1)]);
        page.Table(
            ["Run", "Epochs", "Best epoch", "Seconds an epoch", "Seconds a validation", "Parameters", "Device"],
            logged.Select(variant => (IEnumerable<TableCell>)Row(variant)));
    }

    private static void Shares(HtmlPage page, ReportedVariant[] variants)
    {
        if (variants.Length == 0)
        {
            return;
        }

        page.Subheading("Losses");
        page.Paragraph($"What each loss adds to the total, its weight included.");
        string[] names = [.. variants.SelectMany(variant => variant.First.Log!.Header.Losses.Keys).Distinct(StringComparer.Ordinal)];
        page.Key(names.Select((name, index) => (name, HtmlPage.Color(index))));
        page.Charts(variants.Take(MostShares).Select(variant =>
        {
            TrainingLog log = variant.First.Log!;
            Curve[] curves = [.. log.Header.Losses.Select(loss => new Curve(
                loss.Key,
                HtmlPage.Color(Array.IndexOf(names, loss.Key)),
                [.. log.Epochs.Select(epoch => ((double)epoch.Epoch, loss.Value * epoch.Losses.GetValueOrDefault(loss.Key, double.NaN)))]))];
            return (variant.Name, LineChart.Create($"Losses of {variant.Name} by epoch", "epoch", curves, fromZero: true));
        }));
        if (variants.Length > MostShares)
        {
            page.Paragraph($"The first {MostShares} of {variants.Length} runs with several losses.");
        }
    }

    /// <summary>The metric that selected the best epoch, as results write it.</summary>
    private static string Metric(ReportedVariant variant)
    {
        string metric = variant.First.Log!.Header.SelectionMetric;
        return MetricName.TryParse(metric, out MetricName? name) ? name.ToString() : metric;
    }

    /// <summary>The metric of an epoch, whichever one selected the best; not a number where it was not measured.</summary>
    private static double Score(ReportedVariant variant, TrainingLogEpoch epoch, string metric) =>
        string.Equals(Metric(variant), metric, StringComparison.Ordinal) ? epoch.Score : epoch.Validation.GetValueOrDefault(metric, double.NaN);

    private static Curve Curve(ReportedVariant variant, Func<TrainingLogEpoch, double> value, bool marked = false)
    {
        IReadOnlyList<TrainingLogEpoch> epochs = variant.First.Log!.Epochs;
        int best = marked ? Enumerable.Range(0, epochs.Count).LastOrDefault(index => epochs[index].Best, defaultValue: -1) : -1;
        return new Curve(variant.Name, variant.Color, [.. epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)))], best < 0 ? null : best);
    }

    private static TableCell[] Row(ReportedVariant variant)
    {
        TrainingLog log = variant.First.Log!;
        return
        [
            variant.Name,
            HtmlPage.Invariant($"{log.Epochs.Count}"),
            HtmlPage.Invariant($"{log.Epochs.LastOrDefault(epoch => epoch.Best)?.Epoch}"),
            HtmlPage.Invariant($"{Median.Of(log.Epochs.Select(epoch => epoch.TrainingSeconds)):F1}"),
            HtmlPage.Invariant($"{Median.Of(log.Epochs.Select(epoch => epoch.ValidationSeconds)):F1}"),
            HtmlPage.Invariant($"{log.Header.Parameters:N0}"),
            log.Header.Device,
        ];
    }
}
