using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.OpenAI;

/// <summary>Puts models together as a run wants them: the client, and around it every policy that the options ask for.</summary>
/// <remarks>
/// From the outside in: retries, the budget, the rate limit, telemetry, logs, the client. So each attempt has to fit into the budget and waits for its turn, and what is
/// measured and logged is the attempt without that wait. Safe for concurrent use.
/// </remarks>
public static class OpenAIModels
{
    /// <summary>Creates the summarizer of <see cref="OpenAIOptions.Chat"/>.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="budget">The budget to spend from; null for one of its own with the limits of the options.</param>
    /// <param name="loggerFactory">Where messages go; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <returns>The summarizer.</returns>
    /// <exception cref="SraClException">An option is out of its range, or no chat model is named.</exception>
    public static ISummarizer CreateSummarizer(OpenAIOptions options, Budget? budget = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        OpenAIChatOptions chat = options.Chat;
        return new OpenAISummarizer(options, timeProvider).With(
            Policies(options, "chat", chat.Model!, chat.Price, chat.RateLimit, budget, loggerFactory, timeProvider),
            chat.MaxOutputTokens ?? CallPolicyExtensions.DefaultExpectedOutputTokens);
    }

    /// <summary>Creates the embedder of <see cref="OpenAIOptions.Embedding"/>, for any number of texts; empty ones get zero vectors.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="budget">The budget to spend from; null for one of its own with the limits of the options.</param>
    /// <param name="loggerFactory">Where messages go; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <returns>The embedder.</returns>
    /// <exception cref="SraClException">An option is out of its range, or no embedding model is named.</exception>
    public static ITextEmbedder CreateEmbedder(OpenAIOptions options, Budget? budget = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        OpenAIEmbeddingOptions embedding = options.Embedding;
        return new BatchingEmbedder(
            new OpenAIEmbedder(options, timeProvider).With(
                Policies(options, "embeddings", embedding.Model!, embedding.Price, embedding.RateLimit, budget, loggerFactory, timeProvider)),
            embedding.MaxTextsPerRequest,
            embedding.MaxTokensPerRequest,
            embedding.Concurrency);
    }

    private static CallPolicy[] Policies(
        OpenAIOptions options,
        string operation,
        string model,
        ModelPrice? price,
        RateLimitOptions rateLimit,
        Budget? budget,
        ILoggerFactory? loggerFactory,
        TimeProvider? timeProvider)
    {
        ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger($"{TelemetryPolicy.SourceName}.{operation}");
        return
        [
            new RetryPolicy(options.Retry, timeProvider, logger),
            new BudgetPolicy(budget ?? new Budget(options.Budget), price),
            new RateLimitPolicy(rateLimit, timeProvider),
            new TelemetryPolicy(operation, model, options.Endpoint, timeProvider),
            new LoggingPolicy(logger, timeProvider),
        ];
    }
}
