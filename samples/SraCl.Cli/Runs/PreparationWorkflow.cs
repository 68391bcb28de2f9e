using System.Diagnostics;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Neighbors;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;
using SraCl.Splits;

namespace SraCl.Cli.Runs;

/// <summary>Carries out a <see cref="PreparationPlan"/>: data, texts, vectors, neighbors, saving.</summary>
internal static class PreparationWorkflow
{
    /// <summary>Finds neighbors and saves them.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="report">Told about data, texts and neighbors.</param>
    /// <param name="cancellationToken">Ends the work; nothing is saved then.</param>
    /// <exception cref="SraClException">Data, texts, settings or output directory are not usable.</exception>
    public static SemanticNeighbors Run(PreparationPlan plan, IAnsiConsole report, CancellationToken cancellationToken)
    {
        OutputDirectory.Prepare(plan.Output, OutputKind.Semantics, plan.Replace);
        LoadedData data = LoadedData.Load(plan.Data, cancellationToken);
        DatasetSplit split = data.Split;
        Check(plan, split.Train.ItemCount);
        ItemCatalog? catalog = plan.Items is { } items ? ItemCatalog.Create(data.Dataset.Items, JsonLinesCatalog.Read(items)) : null;
        EmbeddingMatrix? given = plan.Vectors is { } file ? ReadVectors(file, split.Train.ItemCount) : null;
        DataReport.Write(report, plan.Data, data);
        WriteCoverage(report, plan.Items, catalog);

        var clock = Stopwatch.StartNew();
        EmbeddingMatrix vectors = given ?? Embed(plan, split.Train, catalog, cancellationToken);
        report.Line($"Vectors   {plan.Embedder switch { ItemEmbedderKind.Npy => plan.Vectors!, ItemEmbedderKind.Collaborative => "from the users that items share", _ => "from the words that texts share" }}: {vectors.RowCount - 1:N0} items, d = {vectors.Dimension} ({Duration.Text(clock.Elapsed)})");

        clock.Restart();
        var details = new SemanticDetails { ItemEmbedder = Describe(plan, vectors), DatasetFingerprint = data.Fingerprint };
        SemanticNeighbors semantics = plan.Options.SequencePool == SequencePool.AllPrefixes
            ? SemanticNeighborsBuilder.BuildFromAllPrefixes(split, vectors, options: plan.Options, details: details, cancellationToken: cancellationToken)
            : SemanticNeighborsBuilder.Build(split.Train, vectors, plan.Options, details, cancellationToken);
        report.Line($"Neighbors {semantics.Options.K} of each of {semantics.Items.ItemCount:N0} items and {semantics.Samples.Windows.Length:N0} sequences, {NeighborRulesText.Of(semantics.Options)} ({Duration.Text(clock.Elapsed)})");
        WriteExamples(report, semantics, catalog);
        ItemList.Save(plan.Output, semantics, data.Dataset.Items, catalog);
        report.Line($"Saved     {plan.Output}");
        return semantics;
    }

    /// <summary>Finding neighbors checks this too, but only once all items are embedded.</summary>
    private static void Check(PreparationPlan plan, int items)
    {
        if (plan.Options.K < 1 || plan.Options.K >= items)
        {
            throw new SraClException($"--k is {plan.Options.K}; expected 1 to {items - 1}, since the data has {items} items and none is its own neighbor.");
        }

        foreach ((string name, int value) in (ReadOnlySpan<(string, int)>)[("--max-length", plan.Options.MaxLength), ("--dimension", plan.Dimension)])
        {
            if (value < 1)
            {
                throw new SraClException($"{name} is {value}; expected at least 1.");
            }
        }
    }

    private static EmbeddingMatrix Embed(PreparationPlan plan, TrainingSplit train, ItemCatalog? catalog, CancellationToken cancellationToken) =>
        plan.Embedder == ItemEmbedderKind.Collaborative
            ? CollaborativeEmbedder.Embed(train, new CollaborativeOptions { Dimension = plan.Dimension }, cancellationToken)
            : LatentSemanticEmbedder.Embed(catalog!.Texts(), new LatentSemanticOptions { Dimension = plan.Dimension }, cancellationToken);

    private static EmbeddingMatrix ReadVectors(string path, int items)
    {
        EmbeddingMatrix vectors = NpyFile.ReadEmbeddings(path);
        return vectors.RowCount == items + 1 ? vectors : throw new SraClException(
            $"'{path}' has {vectors.RowCount} rows but the data has {items} items; expected {items + 1} rows: one of zeros for padding, then one an item in the order of first appearance.");
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

        if (coverage.UnknownEntries + coverage.RepeatedEntries > 0)
        {
            report.Line($"          left out: {coverage.UnknownEntries:N0} entries that nobody interacted with, {coverage.RepeatedEntries:N0} repeated");
        }
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

    private static string Title(ItemCatalog catalog, int item)
    {
        const int Longest = 90;
        string title = catalog[item]?.Title is { Length: > 0 } known ? known : "(no title)";
        return title.Length <= Longest ? title : title[..Longest] + "...";
    }

    private static string Describe(PreparationPlan plan, EmbeddingMatrix vectors) => plan.Embedder switch
    {
        ItemEmbedderKind.Npy => $"{Path.GetFileName(plan.Vectors)}, d = {vectors.Dimension}",
        ItemEmbedderKind.Collaborative => $"collaborative, d = {vectors.Dimension}",
        _ => $"lsa, d = {vectors.Dimension}, {Path.GetFileName(plan.Items)}",
    };
}
