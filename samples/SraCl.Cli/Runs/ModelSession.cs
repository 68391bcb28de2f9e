using SraCl.Semantic.Calls;
using SraCl.Semantic.OpenAI;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Cli.Runs;

/// <summary>The models of one preparation, the file that keeps what they say, and what they have spent.</summary>
internal sealed class ModelSession : IDisposable
{
    private readonly string? _temporary;

    private ModelSession(ModelPlan plan, string store)
    {
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
    /// <exception cref="SraClException">The file cannot be used.</exception>
    public static ModelSession? Open(PreparationPlan plan) => plan.Models.Chat is not null || plan.Embedder.IsModel ? new ModelSession(plan.Models, plan.StorePath) : null;

    /// <summary>Makes the summarizer; it takes answers that cannot be read for failures, and keeps the others.</summary>
    /// <param name="check">Reads an answer.</param>
    public CachingSummarizer Summarizer(Action<string> check) => new(new CheckedSummarizer(OpenAIModels.CreateSummarizer(Plan.Chat!, Spending), check), Store);

    /// <summary>Makes the embedder; it keeps its vectors.</summary>
    /// <param name="embedder">Which one.</param>
    public CachingEmbedder Embedder(Data.ItemEmbedder embedder) => new(
        embedder.Kind switch
        {
            Data.ItemEmbedderKind.OpenAI => OpenAIModels.CreateEmbedder(Plan.Embedding!, Spending),
            _ => throw new InvalidOperationException($"{embedder.Kind} is no model."),
        },
        Store);

    /// <inheritdoc/>
    public void Dispose()
    {
        Store.Dispose();
        if (_temporary is not null)
        {
            File.Delete(_temporary);
        }
    }
}
