using SraCl.Cli.Data;
using SraCl.Semantic.Calls;
using SraCl.Semantic.OpenAI;
using SraCl.Semantic.Roberta;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Cli.Runs;

/// <summary>The models of one preparation, the file that keeps what they say, and what they have spent.</summary>
internal sealed class ModelSession : IDisposable
{
    /// <summary>The texts that are embedded before their vectors are stored: what an interruption costs at most, times the chunks in flight.</summary>
    private const int ChunkSize = 256;

    private readonly string? _temporary;

    private readonly RobertaEmbedder? _encoder;

    private ModelSession(ModelPlan plan, string store, RobertaEmbedder? encoder)
    {
        _encoder = encoder;

        // A dry run must not leave a file behind.
        _temporary = plan.IsDryRun && !File.Exists(store) ? Path.GetTempFileName() : null;
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }

        Plan = plan;
        StorePath = store;
        Store = SemanticStore.Open(_temporary ?? store);
        Spending = new Budget(plan.Budget);
    }

    /// <summary>Gets the plan.</summary>
    public ModelPlan Plan { get; }

    /// <summary>Gets the name of the file.</summary>
    public string StorePath { get; }

    /// <summary>Gets the file.</summary>
    public SemanticStore Store { get; }

    /// <summary>Gets what was spent.</summary>
    public Budget Spending { get; }

    /// <summary>Gets the money that was spent; null where a price is not known.</summary>
    public decimal? Spent => (Plan.Chat is null || Plan.Chat.Chat.Price is not null) && (Plan.Embedding is null || Plan.Embedding.Embedding.Price is not null) ? Spending.Spent.Cost : null;

    /// <summary>Opens the file where a model is asked.</summary>
    /// <param name="plan">What to prepare.</param>
    /// <returns>The session; null when everything is made without models.</returns>
    /// <exception cref="SraClException">The file cannot be used, or an encoder cannot be loaded.</exception>
    public static ModelSession? Open(PreparationPlan plan)
    {
        if (plan.Models.Chat is null && !plan.Embedder.IsModel)
        {
            return null;
        }

        // Loaded now, although it is needed last: a wrong folder must not show once a language model has been paid.
        RobertaEmbedder? encoder = plan.Embedder.Kind == ItemEmbedderKind.Simcse ? RobertaEmbedder.Load(plan.Embedder.Path!) : null;
        try
        {
            return new ModelSession(plan.Models, plan.StorePath, encoder);
        }
        catch
        {
            encoder?.Dispose();
            throw;
        }
    }

    /// <summary>Makes the summarizer; it takes answers that cannot be read for failures, and keeps the others.</summary>
    /// <param name="check">Reads an answer.</param>
    public CachingSummarizer Summarizer(Action<string> check) => new(new CheckedSummarizer(OpenAIModels.CreateSummarizer(Plan.Chat!, Spending), check), Store);

    /// <summary>Makes the embedder; it keeps its vectors.</summary>
    public CachingEmbedder Embedder() => new(_encoder is { } encoder ? encoder : OpenAIModels.CreateEmbedder(Plan.Embedding!, Spending), Store, ChunkSize);

    /// <inheritdoc/>
    public void Dispose()
    {
        _encoder?.Dispose();
        Store.Dispose();
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }
}
