using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Pages;
using SraCl.Cli.Runs;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Storage;
using SraCl.Training.Evaluation;
using SraCl.Training.Models;

namespace SraCl.Cli.Reports;

/// <summary>Makes one self-contained page of finished runs: results, curves, groups, what was learned, and how it was all made.</summary>
internal static class RunReport
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Makes the page.</summary>
    /// <param name="plan">What to make it of.</param>
    /// <param name="device">The device's name.</param>
    /// <param name="report">Told what the page leaves out.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="SraClException">A run, the data, the texts or the neighbors cannot be read or do not belong together.</exception>
    public static string Create(ReportPlan plan, string device, IAnsiConsole report, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReportedRun> runs = ReportedRun.Find(plan.Runs);
        CheckSameData(runs);
        CheckSameProtocol(runs);
        ReportContext context = Context(plan, runs, report, cancellationToken);
        var page = new HtmlPage(runs.Count == 1 ? $"Training report: {runs[0].Name}" : "Training report");
        ModelManifest any = runs[0].Manifest;
        if (context.Data is { } data)
        {
            page.Paragraph($"{Path.GetFileName(any.Details.Data?.Interactions ?? "unknown data")}: {data.Summary.Users:N0} users, {data.Summary.Items:N0} items, {data.Summary.Events:N0} events.");
        }

        if (any.Details.Protocol is { } protocol)
        {
            page.Paragraph($"{(context.Tested.Count > 0 ? context.Tested[0].Tests[0].Protocol : protocol) with { Seed = null, Losses = null }}; the epoch that was kept is the best on validation.");
        }

        page.Words(["Run", "Backbone", "Losses", "Seeds"], context.Variants.Select(variant => (IEnumerable<TableCell>)
        [
            variant.Name,
            variant.First.Manifest.Details.Training?["system"]?.ToString() ?? variant.First.Manifest.Backbone,
            variant.First.Losses,
            string.Join(", ", variant.Runs.Select(run => run.Manifest.Details.Protocol?.Seed?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?")),
        ]));
        ResultsSection.Write(page, context);
        CurvesSection.Write(page, context);
        GroupsSection.Write(page, context);
        ItemsSection.Write(page, context, path => LoadedModel.Load(path, device), cancellationToken);
        page.Heading("How it was made");
        foreach (ReportedRun run in runs)
        {
            page.Details($"{run.Name}: {run.Path}", Manifest(run.Manifest));
        }

        return page.ToString();
    }

    private static void CheckSameData(IReadOnlyList<ReportedRun> runs)
    {
        ReportedRun first = runs[0];
        if (runs.FirstOrDefault(run => !string.Equals(run.Manifest.Details.Data?.Fingerprint, first.Manifest.Details.Data?.Fingerprint, StringComparison.Ordinal)) is { } other)
        {
            throw new SraClException($"'{other.Path}' was trained on other data than '{first.Path}', so their results do not compare. Report runs on the same data together.");
        }
    }

    /// <summary>Ranks of other cases, or by other rules, are other numbers: a difference between them says nothing about the runs.</summary>
    private static void CheckSameProtocol(IReadOnlyList<ReportedRun> runs)
    {
        ReportedRun[] known = [.. runs.Where(run => run.Protocol is not null)];
        foreach (ReportedRun run in known.Skip(1))
        {
            (EvaluationProtocol first, EvaluationProtocol other) = (known[0].Protocol!, run.Protocol!);
            ProtocolCheck.CheckSplit((known[0].Path, first.SplitProtocol), (run.Path, other.SplitProtocol));
            ProtocolCheck.CheckRules(
                (known[0].Path, first.SeenItems, first.TieRule), (run.Path, other.SeenItems, other.TieRule), option => $"Report runs with the same {option} together.");
        }
    }

    private static ReportContext Context(ReportPlan plan, IReadOnlyList<ReportedRun> runs, IAnsiConsole report, CancellationToken cancellationToken)
    {
        LoadedData? data = Data(plan, runs[0], report, cancellationToken);
        if (data is null)
        {
            return new ReportContext { Variants = ReportedVariant.Group(runs) };
        }

        plan.Semantics?.CheckData(data, plan.Interactions ?? "the data of the runs");
        var popularity = new ItemPopularity(data.Split.Train);
        return new ReportContext
        {
            Variants = ReportedVariant.Group(runs),
            Data = data,
            Catalog = plan.Items is null ? null : ItemCatalog.Create(data.Dataset.Items, CatalogFile.Read(plan.Items, plan.Reading)),
            Semantics = plan.Semantics is { } source ? SemanticsDirectory.Load(source.Path) : null,
            Popularity = [0, .. Enumerable.Range(1, data.Dataset.Items.Count).Select(popularity.Count)],
        };
    }

    /// <summary>Reads the data that the runs were trained on, if it is still there: a report of what the runs have kept needs none.</summary>
    private static LoadedData? Data(ReportPlan plan, ReportedRun run, IAnsiConsole report, CancellationToken cancellationToken)
    {
        if (run.Recipe is not { } json)
        {
            report.Line($"Note      '{run.Path}' does not say how its data was prepared: groups, maps and nearest items are left out");
            return null;
        }

        DataRecipe recipe = DataRecipe.FromJson(json);
        recipe = plan.Interactions is { } given ? recipe with { Interactions = given } : recipe;
        if (!File.Exists(recipe.Interactions) && plan.Interactions is null)
        {
            report.Line($"Note      '{recipe.Interactions}' is no longer there: groups, maps and nearest items are left out; --interactions says where it is");
            return null;
        }

        LoadedData data = LoadedData.Load(recipe, cancellationToken);
        return string.Equals(data.Fingerprint, run.Manifest.Details.Data?.Fingerprint, StringComparison.Ordinal)
            ? data
            : throw new SraClException($"'{recipe.Interactions}' is not the data that '{run.Path}' was trained on. Give the original file with --interactions.");
    }

    private static string Manifest(ModelManifest manifest) => JsonSerializer.SerializeToNode(manifest, Indented) is JsonObject json ? json.ToJsonString(Indented) : string.Empty;
}
