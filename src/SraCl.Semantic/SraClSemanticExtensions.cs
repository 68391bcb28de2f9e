using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SraCl.Neighbors;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.OpenAI;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Roberta;
using SraCl.Semantic.Storage;
using SraCl.Semantic.Summaries;

namespace SraCl;

/// <summary>Registers semantic neighbors, and the models and texts they are made with.</summary>
public static class SraClSemanticExtensions
{
    /// <summary>
    /// Adds the semantic neighbors of a directory: <see cref="SemanticNeighbors"/>, and the <see cref="ItemNeighbors"/> and <see cref="SampleNeighbors"/> that SRA-CL's losses
    /// read. The directory is loaded when one of them is first asked for, once.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="directory">The directory that <see cref="SemanticsDirectory.Save"/> wrote.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddSemantics(this ISraClBuilder builder, string directory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return AddSemantics(builder, _ => SemanticsDirectory.Load(directory));
    }

    /// <summary>
    /// Adds semantic neighbors: <see cref="SemanticNeighbors"/>, and the <see cref="ItemNeighbors"/> and <see cref="SampleNeighbors"/> that SRA-CL's losses read.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="neighbors">The neighbors, such as <see cref="SemanticNeighborsBuilder"/> finds them.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddSemantics(this ISraClBuilder builder, SemanticNeighbors neighbors)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(neighbors);
        return AddSemantics(builder, _ => neighbors);
    }

    /// <summary>
    /// Adds models at a service that speaks OpenAI's protocol: <see cref="ISummarizer"/> where <see cref="OpenAIOptions.Chat"/> names a model, <see cref="ITextEmbedder"/>
    /// where <see cref="OpenAIOptions.Embedding"/> does, and the <see cref="Budget"/> that both spend from. The options are checked when the host starts.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Names the models, and more where the defaults do not fit.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder UseOpenAI(this ISraClBuilder builder, Action<OpenAIOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<OpenAIOptions, OpenAIOptionsValidator>().Configure(configure);
        builder.Services.TryAddSingleton(services => new Budget(services.GetRequiredService<IOptions<OpenAIOptions>>().Value.Budget));
        builder.Services.TryAddSingleton(services => OpenAIModels.CreateSummarizer(
            services.GetRequiredService<IOptions<OpenAIOptions>>().Value,
            services.GetRequiredService<Budget>(),
            services.GetService<ILoggerFactory>(),
            services.GetService<TimeProvider>()));
        builder.Services.TryAddSingleton(services => OpenAIModels.CreateEmbedder(
            services.GetRequiredService<IOptions<OpenAIOptions>>().Value,
            services.GetRequiredService<Budget>(),
            services.GetService<ILoggerFactory>(),
            services.GetService<TimeProvider>()));
        return builder;
    }

    /// <summary>Adds <see cref="OfflineTexts"/>: summaries composed from the catalog, without a model. The options are checked when the host starts.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes what texts are composed of.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder UseOfflineTexts(this ISraClBuilder builder, Action<OfflineTextOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptionsWithValidateOnStart<OfflineTextOptions, OfflineTextOptionsValidator>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddSingleton(services => new OfflineTexts(services.GetRequiredService<IOptions<OfflineTextOptions>>().Value));
        return builder;
    }

    /// <summary>
    /// Adds a RoBERTa encoder that runs in the process, such as SimCSE's, as <see cref="ITextEmbedder"/>. The options are checked when the host starts; the model is loaded when
    /// the embedder is first asked for, once.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="directory">The model's folder; see <see cref="RobertaEmbedder.Load"/>. Nothing is downloaded.</param>
    /// <param name="configure">Changes pooling, lengths and the device.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder UseSimCse(this ISraClBuilder builder, string directory, Action<RobertaEmbedderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        builder.Services.AddOptionsWithValidateOnStart<RobertaEmbedderOptions, RobertaEmbedderOptionsValidator>().Configure(configure ?? (_ => { }));
        builder.Services.TryAddSingleton<ITextEmbedder>(services => RobertaEmbedder.Load(directory, services.GetRequiredService<IOptions<RobertaEmbedderOptions>>().Value));
        return builder;
    }

    private static ISraClBuilder AddSemantics(ISraClBuilder builder, Func<IServiceProvider, SemanticNeighbors> get)
    {
        builder.Services.TryAddSingleton(get);
        builder.Services.TryAddSingleton(services => services.GetRequiredService<SemanticNeighbors>().Items);
        builder.Services.TryAddSingleton(services => services.GetRequiredService<SemanticNeighbors>().Samples);
        return builder;
    }
}
