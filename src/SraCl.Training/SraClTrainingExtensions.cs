using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Recommendation;

namespace SraCl;

/// <summary>Registers training, evaluation and recommending.</summary>
/// <remarks>Stateless; a service collection is configured by one thread at a time.</remarks>
public static class SraClTrainingExtensions
{
    /// <summary>Adds the <see cref="Trainer"/> and the <see cref="Evaluator"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configureTraining">Changes how backbones are trained.</param>
    /// <param name="configureEvaluation">Changes how they are evaluated, in validation and test alike.</param>
    /// <returns>The builder.</returns>
    public static ISraClBuilder AddTraining(
        this ISraClBuilder builder,
        Action<TrainerOptions>? configureTraining = null,
        Action<EvaluationOptions>? configureEvaluation = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<TrainerOptions>().Configure(configureTraining ?? (_ => { }));
        builder.Services.AddOptions<EvaluationOptions>().Configure(configureEvaluation ?? (_ => { }));
        builder.Services.TryAddSingleton(services => new Evaluator(services.GetRequiredService<IOptions<EvaluationOptions>>().Value));
        builder.Services.TryAddSingleton<Trainer>();
        return builder;
    }

    /// <summary>
    /// Adds an <see cref="IRecommender"/> over a saved model: one for the process, safe for concurrent use, loaded when a host starts, so that a missing or damaged model
    /// ends the start. It needs the backbone of the model beside it (<c>AddTransformer</c>, <c>AddBackbones</c>, a factory of one's own) and nothing that the model was trained with.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="modelDirectory">The directory that training saved to.</param>
    /// <param name="configure">Changes the device and the operator threads.</param>
    /// <returns>The builder.</returns>
    /// <remarks>Without a host, the first <c>GetRequiredService&lt;IRecommender&gt;()</c> loads it, and raises a <see cref="SraClException"/> when it cannot.</remarks>
    public static ISraClBuilder AddRecommender(this ISraClBuilder builder, string modelDirectory, Action<RecommenderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(modelDirectory);
        IServiceCollection services = builder.Services;
        OptionsBuilder<RecommenderOptions> options = services.AddOptions<RecommenderOptions>().Configure(options => options.ModelDirectory = modelDirectory);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton<RecommenderLoader>();
        services.TryAddSingleton<IRecommender>(provider => provider.GetRequiredService<RecommenderLoader>().Load());

        // A host validates such options when it starts.
        services.AddOptions<RecommenderStart>().Configure<IRecommender>(static (_, _) => { }).ValidateOnStart();
        return builder;
    }
}
