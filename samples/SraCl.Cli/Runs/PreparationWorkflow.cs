using System.Diagnostics;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Neighbors;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Preparation;
using SraCl.Splits;

namespace SraCl.Cli.Runs;

/// <summary>Carries out a <see cref="PreparationPlan"/>: data, texts, vectors, neighbors, saving.</summary>
internal static class PreparationWorkflow
{
    /// <summary>Finds neighbors and saves them.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="report">Told about data, texts and neighbors.</param>
    /// <param name="cancellationToken">Ends the work; answers and vectors of models are kept, else nothing is saved then.</param>
    /// <returns>The neighbors; null after a dry run.</returns>
    /// <exception cref="SraClException">Data, texts, settings or output directory are not usable, or a model gave no usable answers.</exception>
    public static async Task<SemanticNeighbors?> RunAsync(PreparationPlan plan, IAnsiConsole report, CancellationToken cancellationToken)
    {
        if (!plan.Models.IsDryRun)
        {
            OutputDirectory.Prepare(plan.Output, OutputKind.Semantics, plan.Replace);
        }

        LoadedData data = LoadedData.Load(plan.Data, cancellationToken);
        DatasetSplit split = data.Split;
        Check(plan, split.Train.ItemCount);
        ItemCatalog? catalog = plan.Items is { } items ? ItemCatalog.Create(data.Dataset.Items, CatalogFile.Read(items, plan.ItemsReading)) : null;
        EmbeddingMatrix? given = VectorWorkflow.Read(plan, split.Train.ItemCount);
        using ModelSession? session = ModelSession.Open(plan);

        DataReport.Write(report, plan.Data, data);
        WriteCoverage(report, plan.Items, catalog);
        TextWorkflow? writing = catalog is not null && plan.NeedsTexts ? new TextWorkflow(plan, split, catalog) : null;
        if (plan.Models.IsDryRun)
        {
            Estimate(session, writing, report);
            return null;
        }

        PreparationTexts texts = writing is null ? new PreparationTexts(null, null, []) : await writing.RunAsync(session, report, cancellationToken);
        var embedding = new VectorWorkflow(plan, session, report);
        EmbeddingMatrix vectors = given ?? await embedding.EmbedItemsAsync(split.Train, texts.Items, cancellationToken);
        EmbeddingMatrix? sequences = await embedding.EmbedSequencesAsync(texts, cancellationToken);

        var clock = Stopwatch.StartNew();
        SemanticNeighbors semantics = Find(plan, split, vectors, sequences, Details(plan, data, vectors), cancellationToken);
        report.Line($"Neighbors {semantics.Options.K} of each of {semantics.Items.ItemCount:N0} items and {semantics.Samples.Windows.Length:N0} sequences, {NeighborRulesText.Of(semantics.Options)} ({Duration.Text(clock.Elapsed)})");
        WriteStatistics(report, semantics);
        WriteExamples(report, semantics, catalog);
        ItemList.Save(plan.Output, semantics, data.Dataset.Items, catalog, texts.Items);
        report.Line($"Saved     {plan.Output}");
        WriteSpending(report, session);
        return semantics;
    }

    private static void Estimate(ModelSession? session, TextWorkflow? writing, IAnsiConsole report)
    {
        if (session is null || writing is null)
        {
            report.Line($"No model would be asked: everything is made here, at no cost. Nothing was saved: this was a dry run");
            return;
        }

        writing.Estimate(session, report);
    }

    private static SemanticNeighbors Find(
        PreparationPlan plan, DatasetSplit split, EmbeddingMatrix items, EmbeddingMatrix? sequences, SemanticDetails details, CancellationToken cancellationToken) =>
        plan.Options.SequencePool == SequencePool.AllPrefixes
            ? SemanticNeighborsBuilder.BuildFromAllPrefixes(split, items, sequences, plan.Options, details, cancellationToken)
            : sequences is null
                ? SemanticNeighborsBuilder.Build(split.Train, items, plan.Options, details, cancellationToken)
                : SemanticNeighborsBuilder.Build(split.Train, items, sequences, plan.Options, details, cancellationToken);

    /// <summary>Finding neighbors checks this too, but only once all items are embedded.</summary>
    private static void Check(PreparationPlan plan, int items)
    {
        if (plan.Options.K < 1 || plan.Options.K >= items)
        {
            throw new SraClException($"--k is {plan.Options.K}; expected 1 to {items - 1}, since the data has {items} items and none is its own neighbor.");
        }

        foreach ((string name, int value) in (ReadOnlySpan<(string, int)>)[("--max-length", plan.Options.MaxLength), ("--dimension", plan.Dimension ?? 1)])
        {
            if (value < 1)
            {
                throw new SraClException($"{name} is {value}; expected at least 1.");
            }
        }
    }

    private static SemanticDetails Details(PreparationPlan plan, LoadedData data, EmbeddingMatrix vectors)
    {
        string? writer = plan.Models.Chat is { } chat ? $"summaries by {chat.Chat.Model}" : null;
        string[] items = [VectorWorkflow.Name(plan), $"d = {vectors.Dimension}", .. plan.Embedder.ReadsTexts ? new[] { writer ?? Path.GetFileName(plan.Items)! } : []];
        return new SemanticDetails
        {
            ItemEmbedder = string.Join(", ", items),
            SequenceEmbedder = plan.Sequences == SequenceVectors.Summaries
                ? $"{VectorWorkflow.Name(plan)}, {writer ?? "texts composed from the catalog"}, one a {ResultJson.Name(plan.Models.Sequences.Unit)}"
                : null,
            DatasetFingerprint = data.Fingerprint,
        };
    }

    private static void WriteCoverage(IAnsiConsole report, string? path, ItemCatalog? catalog)
    {
        if (catalog is null)
        {
            return;
        }

        CatalogCoverage coverage = catalog.Coverage;
        report.Line($"Texts     {path}: {coverage.WithText:N0} of {coverage.Items:N0} items have a text");
        const int Shown = 3;
        if (coverage.WithoutEntry.Count + coverage.WithoutText.Count > 0)
        {
            string examples = string.Join(", ", coverage.WithoutEntry.Concat(coverage.WithoutText).Take(Shown));
            report.Line($"          without: {coverage.WithoutEntry.Count:N0} that the file lacks, {coverage.WithoutText.Count:N0} without a word, such as {examples}");
        }

        if (coverage.DuplicateExample is { } alike)
        {
            report.Line($"          duplicates: {coverage.DuplicateTexts:N0} items whose text another one has too, such as {alike.First} and {alike.Second}");
        }

        if (coverage.UnknownEntries + coverage.RepeatedEntries > 0)
        {
            report.Line($"          left out: {coverage.UnknownEntries:N0} entries that nobody interacted with, {coverage.RepeatedEntries:N0} repeated");
        }
    }

    private static void WriteStatistics(IAnsiConsole report, SemanticNeighbors semantics)
    {
        var items = NeighborStatistics.Of(semantics.ItemEmbeddings, semantics.Items.Table);
        var sequences = NeighborStatistics.Of(semantics.Samples.Embeddings, semantics.Samples.Table);
        report.Line($"          items: mean cosine {items.NearestCosine:F2} with the nearest, {items.FarthestCosine:F2} with the last; {items.NeverNeighbor:N0} are nobody's neighbor, one is that of {items.MostFrequent:N0}");
        report.Line($"          sequences: mean cosine {sequences.NearestCosine:F2} with the nearest, {sequences.FarthestCosine:F2} with the last; one is the neighbor of {sequences.MostFrequent:N0}");
    }

    /// <summary>A few neighborhoods that a person can judge.</summary>
    private static void WriteExamples(IAnsiConsole report, SemanticNeighbors semantics, ItemCatalog? catalog)
    {
        if (catalog is null)
        {
            return;
        }

        const int Items = 3;
        const int Neighbors = 3;
        for (int i = 0; i < Items; i++)
        {
            int item = 1 + (i * semantics.Items.ItemCount / Items);
            report.Line($"          {Title(catalog, item)}");
            foreach (int neighbor in semantics.Items.Table[item][..Math.Min(Neighbors, semantics.Items.Table[item].Length)])
            {
                report.Line($"            ~ {(neighbor == 0 ? "(padding)" : Title(catalog, neighbor))}");
            }
        }
    }

    private static void WriteSpending(IAnsiConsole report, ModelSession? session)
    {
        if (session is null)
        {
            return;
        }

        SraCl.Semantic.Calls.BudgetSpending spent = session.Spending.Spent;
        string cost = session.Spent is { } money ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", {money:0.00##} spent") : string.Empty;
        report.Line($"Models    {spent.Calls:N0} requests in this run, {spent.Tokens.Total:N0} tokens{cost}; answers and vectors are kept in {session.StorePath}");
    }

    private static string Title(ItemCatalog catalog, int item)
    {
        const int Longest = 90;
        string title = catalog[item]?.Title is { Length: > 0 } known ? known : "(no title)";
        return title.Length <= Longest ? title : title[..Longest] + "...";
    }
}
