using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;

namespace SraCl;

/// <summary>Registers training and evaluation.</summary>
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
}
