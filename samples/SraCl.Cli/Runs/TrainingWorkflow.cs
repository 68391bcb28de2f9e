using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console;
using SraCl.Backbones.Transformers;
using SraCl.Cli.Consoles;
using SraCl.Modeling;
using SraCl.Splits;
using SraCl.Training.Data;
using SraCl.Training.Devices;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Cli.Runs;

/// <summary>Carries out a <see cref="TrainingPlan"/>: data, split, training, saving, test.</summary>
internal static class TrainingWorkflow
{
    /// <summary>Trains, saves the model, and measures it on the test split.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="report">Told about data, progress and results.</param>
    /// <param name="cancellationToken">Ends the training after the current step; the best weights so far are saved, the test is left out.</param>
    /// <exception cref="SraClException">Data, settings or output directory are not usable; raised before training begins.</exception>
    public static async Task<TrainingOutcome> RunAsync(TrainingPlan plan, IAnsiConsole report, CancellationToken cancellationToken)
    {
        await using ServiceProvider services = Services(plan);
        TrainerOptions training = services.GetRequiredService<IOptions<TrainerOptions>>().Value;
        training.Validate();
        _ = MetricName.Parse(training.SelectionMetric);
        services.GetRequiredService<IOptions<TransformerOptions>>().Value.Validate();
        IBackboneFactory factory = Factory(services, plan.Backbone);
        Device device = TorchDevice.Resolve(plan.Device);
        OutputDirectory.Prepare(plan.Output, plan.Replace);

        PreparedDataset data = plan.Data.Load(cancellationToken);
        DatasetSplit split = plan.Data.Divide(data.Dataset);
        DataReport.Write(report, plan.Data, data.Summary, split);

        ISequenceBackbone backbone = factory.Create(data.Dataset.Items.Count, training.Seed);
        using nn.Module module = backbone.Module;
        module.to(device);
        TrainingResult result = await TrainingDisplay.ShowAsync(
            report,
            training.SelectionMetric,
            progress => services.GetRequiredService<Trainer>().FitAsync(split, backbone, progress, cancellationToken));

        var outcome = new TrainingOutcome(data, split, result, WithOrigin(result.BestEpoch.Validation, split, training.Seed), Test: null);
        ModelDirectory.Save(plan.Output, factory, backbone, data.Dataset.Items, ModelRecord.Create(plan, outcome, training.Seed, training.SelectionMetric));
        try
        {
            EvaluationResult test = services.GetRequiredService<Evaluator>().Evaluate(backbone, split.Test, cancellationToken);
            return outcome with { Test = WithOrigin(test, split, training.Seed) };
        }
        catch (OperationCanceledException)
        {
            // Cancelled now or during the training: the model is saved already.
            return outcome;
        }
    }

    /// <summary>Completes a result's protocol by what the evaluator is not told.</summary>
    /// <param name="result">The result.</param>
    /// <param name="split">The split it was measured on.</param>
    /// <param name="seed">The seed of the training.</param>
    public static EvaluationResult WithOrigin(EvaluationResult result, DatasetSplit split, long? seed) =>
        result with { Protocol = result.Protocol with { SplitProtocol = split.Protocol, Seed = seed } };

    private static ServiceProvider Services(TrainingPlan plan)
    {
        var services = new ServiceCollection();
        ISraClBuilder builder = services.AddSraCl()
            .AddTransformer(plan.Transformer)
            .AddNextItemCrossEntropy()
            .AddTraining(plan.Training, plan.Evaluation);
        var training = new TrainerOptions();
        plan.Training(training);
        plan.Contrast?.AddTo(builder, training.Seed);
        return services.BuildServiceProvider();
    }

    private static IBackboneFactory Factory(ServiceProvider services, string name)
    {
        IBackboneFactory[] factories = services.GetServices<IBackboneFactory>().ToArray();
        return factories.FirstOrDefault(factory => string.Equals(factory.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new SraClException($"There is no backbone '{name}'. Expected one of: {string.Join(", ", factories.Select(factory => factory.Name))}.");
    }
}
