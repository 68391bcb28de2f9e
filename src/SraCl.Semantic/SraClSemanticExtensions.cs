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
    /// <remarks>
    /// A model that the options name takes the place of one that was added before, such as by <see cref="UseSimCse"/>: the last call decides. Where they name none, the one
    /// that was added before stays; without one, asking for it is an error that says which name is missing.
    /// </remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Names the models, and more where the defaults do not fit.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder UseOpenAI(this ISraClBuilder builder, Action<OpenAIOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptionsWithValidateOnStart<OpenAIOptions, OpenAIOptionsValidator>().Configure(configure);
        builder.Services.TryAddSingleton(services => new Budget(services.GetRequiredService<IOptions<OpenAIOptions>>().Value.Budget));
        UseOpenAI(builder.Services, options => options.Chat.Model, OpenAIModels.CreateSummarizer);
        UseOpenAI(builder.Services, options => options.Embedding.Model, OpenAIModels.CreateEmbedder);
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
    /// <remarks>It takes the place of an embedder that was added before, such as by <see cref="UseOpenAI(ISraClBuilder, Action{OpenAIOptions})"/>: the last call decides.</remarks>
    /// <param name="builder">The builder.</param>
    /// <param name="directory">The model's folder; see <see cref="RobertaEmbedder.Load"/>. Nothing is downloaded.</param>
    /// <param name="configure">Changes pooling, lengths and the device.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder UseSimCse(this ISraClBuilder builder, string directory, Action<RobertaEmbedderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        builder.Services.AddOptionsWithValidateOnStart<RobertaEmbedderOptions, RobertaEmbedderOptionsValidator>().Configure(configure ?? (_ => { }));
        builder.Services.Replace(ServiceDescriptor.Singleton<ITextEmbedder>(
            services => RobertaEmbedder.Load(directory, services.GetRequiredService<IOptions<RobertaEmbedderOptions>>().Value)));
        return builder;
    }

    /// <summary>Adds a model that takes the place of what was there, where the options name it. That is known when the model is asked for: other sources of options count too.</summary>
    private static void UseOpenAI<TModel>(
        IServiceCollection collection, Func<OpenAIOptions, string?> name, Func<OpenAIOptions, Budget?, ILoggerFactory?, TimeProvider?, TModel> create)
        where TModel : class
    {
        ServiceDescriptor? before = collection.LastOrDefault(descriptor => descriptor.ServiceType == typeof(TModel) && !descriptor.IsKeyedService);
        collection.Replace(ServiceDescriptor.Singleton(services =>
        {
            OpenAIOptions options = services.GetRequiredService<IOptions<OpenAIOptions>>().Value;
            return name(options) is null && before is not null
                ? (TModel)Create(before, services)
                : create(options, services.GetRequiredService<Budget>(), services.GetService<ILoggerFactory>(), services.GetService<TimeProvider>());
        }));
    }

    private static object Create(ServiceDescriptor descriptor, IServiceProvider services) =>
        descriptor.ImplementationInstance ?? descriptor.ImplementationFactory?.Invoke(services) ?? ActivatorUtilities.CreateInstance(services, descriptor.ImplementationType!);

    private static ISraClBuilder AddSemantics(ISraClBuilder builder, Func<IServiceProvider, SemanticNeighbors> get)
    {
        builder.Services.TryAddSingleton(get);
        builder.Services.TryAddSingleton(services => services.GetRequiredService<SemanticNeighbors>().Items);
        builder.Services.TryAddSingleton(services => services.GetRequiredService<SemanticNeighbors>().Samples);
        return builder;
    }
}
