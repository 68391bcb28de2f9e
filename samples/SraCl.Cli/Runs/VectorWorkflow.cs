using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Neighbors;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Storage;
using SraCl.Semantic.Store;
using SraCl.Splits;

namespace SraCl.Cli.Runs;

/// <summary>Makes the vectors of a <see cref="PreparationPlan"/>.</summary>
internal sealed class VectorWorkflow(PreparationPlan plan, ModelSession? session, IAnsiConsole report)
{
    /// <summary>How many texts are embedded before the next look at the progress.</summary>
    private const int Portion = 1024;

    private const int DefaultDimension = 256;

    /// <summary>Gets what the vectors are made by, in words for results.</summary>
    public static string Name(PreparationPlan plan) => plan.Embedder.Kind switch
    {
        ItemEmbedderKind.Npy or ItemEmbedderKind.Safetensors => Path.GetFileName(plan.Embedder.Path!),
        ItemEmbedderKind.Simcse => $"RoBERTa encoder {Path.GetFileName(Path.TrimEndingDirectorySeparator(plan.Embedder.Path!))}",
        ItemEmbedderKind.Collaborative => "collaborative",
        ItemEmbedderKind.OpenAI => plan.Models.Embedding!.Embedding.Model!,
        _ => "lsa",
    };

    /// <summary>Reads vectors that another program wrote.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="items">The number of items.</param>
    /// <returns>The vectors; null when they are made here.</returns>
    /// <exception cref="SraClException">The file is not usable, or has another number of rows.</exception>
    public static EmbeddingMatrix? Read(PreparationPlan plan, int items)
    {
        if (!plan.Embedder.IsFile)
        {
            return null;
        }

        EmbeddingMatrix vectors = plan.Embedder.Kind == ItemEmbedderKind.Npy ? NpyFile.ReadEmbeddings(plan.Embedder.Path!) : SafetensorsFile.ReadEmbeddings(plan.Embedder.Path!);
        return vectors.RowCount == items + 1 ? vectors : throw new SraClException(
            $"'{plan.Embedder.Path}' has {vectors.RowCount} rows but the data has {items} items; expected {items + 1} rows: one of zeros for padding, then one an item in the order of first appearance.");
    }

    /// <summary>Embeds the items.</summary>
    /// <param name="train">What training may see.</param>
    /// <param name="texts">The texts; null where none are needed.</param>
    /// <param name="cancellationToken">Ends it; vectors of models are kept.</param>
    public async Task<EmbeddingMatrix> EmbedItemsAsync(TrainingSplit train, IReadOnlyList<string>? texts, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        EmbeddingMatrix vectors = plan.Embedder.Kind == ItemEmbedderKind.Collaborative
            ? CollaborativeEmbedder.Embed(train, new CollaborativeOptions { Dimension = plan.Dimension ?? DefaultDimension }, cancellationToken)
            : await EmbedAsync(texts!, "items", cancellationToken);
        Write(plan.Embedder.Kind switch
        {
            ItemEmbedderKind.Collaborative => "from the users that items share",
            ItemEmbedderKind.Lsa => "from the words that texts share",
            _ => $"by {Name(plan)}",
        }, vectors.RowCount - 1, "items", vectors, clock);
        return vectors;
    }

    /// <summary>Embeds the sequences.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">Ends it; vectors of models are kept.</param>
    /// <returns>A vector for each of <see cref="PreparationTexts.SequenceRows"/>; null when they are made of the items'.</returns>
    public async Task<EmbeddingMatrix?> EmbedSequencesAsync(PreparationTexts texts, CancellationToken cancellationToken)
    {
        if (texts.Sequences is null)
        {
            return null;
        }

        var clock = Stopwatch.StartNew();
        EmbeddingMatrix distinct = await EmbedAsync(texts.Sequences, "sequences", cancellationToken);
        Write("of the sequences' summaries", distinct.RowCount, "texts", distinct, clock);
        if (texts.SequenceRows.Count == distinct.RowCount)
        {
            return distinct;
        }

        var values = new float[checked(texts.SequenceRows.Count * distinct.Dimension)];
        for (int row = 0; row < texts.SequenceRows.Count; row++)
        {
            distinct[texts.SequenceRows[row]].CopyTo(values.AsSpan(row * distinct.Dimension));
        }

        return new EmbeddingMatrix(distinct.Dimension, values);
    }

    private void Write(string origin, int count, string what, EmbeddingMatrix vectors, Stopwatch clock) =>
        report.Line($"Vectors   {origin}: {count:N0} {what}, d = {vectors.Dimension} ({Duration.Text(clock.Elapsed)})");

    private async Task<EmbeddingMatrix> EmbedAsync(IReadOnlyList<string> texts, string what, CancellationToken cancellationToken) =>
        plan.Embedder.IsModel
            ? await AskAsync(texts, what, cancellationToken)
            : LatentSemanticEmbedder.Embed(texts, new LatentSemanticOptions { Dimension = plan.Dimension ?? DefaultDimension }, cancellationToken);

    /// <summary>Texts without a word are not sent: their vectors are zero, which neighbors read as "nothing is known".</summary>
    private async Task<EmbeddingMatrix> AskAsync(IReadOnlyList<string> texts, string what, CancellationToken cancellationToken)
    {
        CachingEmbedder embedder = session!.Embedder();
        int[] known = [.. Enumerable.Range(0, texts.Count).Where(index => !string.IsNullOrWhiteSpace(texts[index]))];
        int stored = embedder.CountStored([.. known.Select(index => texts[index])]);
        report.Line($"Embedding {known.Length:N0} {what}, of which {stored:N0} have a vector from before");
        float[]? values = null;
        int dimension = 0;
        try
        {
            for (int start = 0; start < known.Length; start += Portion)
            {
                int[] portion = known[start..Math.Min(known.Length, start + Portion)];
                EmbeddingMatrix vectors = (await embedder.EmbedAsync(Array.ConvertAll(portion, index => texts[index]), cancellationToken)).Vectors;
                dimension = vectors.Dimension;
                values ??= new float[checked(texts.Count * dimension)];
                for (int row = 0; row < portion.Length; row++)
                {
                    vectors[row].CopyTo(values.AsSpan(portion[row] * dimension));
                }

                if (stored < known.Length)
                {
                    report.Line($"          {start + portion.Length:N0} of {known.Length:N0}{Money()}");
                }
            }
        }
        catch (BudgetExceededException e)
        {
            throw new SraClException($"{e.Message} {Kept()}", e);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new KeptWorkException(Kept(), cancellationToken);
        }

        return values is null
            ? throw new SraClException($"There is no text to embed: all {texts.Count} are empty. Give --items a catalog with titles or descriptions.")
            : new EmbeddingMatrix(dimension, values);
    }

    private string Kept() => $"All answers and vectors so far are kept in '{session!.StorePath}': the same command goes on from there.";

    private string Money() => session!.Spent is { } spent && spent > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {spent:0.00##} spent") : string.Empty;
}
