using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Contrastive.CrossSequence;
using SraCl.Contrastive.IntraSequence;
using SraCl.Modeling;
using SraCl.Semantic.Storage;
using SraCl.Splits;
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
    /// <summary>Loads the data and reports it, trains, saves the model, and measures it on the test split.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="report">Told about data, progress and results.</param>
    /// <param name="cancellationToken">Ends the training after the current step; the best weights so far are saved, the test is left out.</param>
    /// <exception cref="SraClException">Data, settings or output directory are not usable; raised before training begins.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first validation.</exception>
    public static async Task<TrainingOutcome> RunAsync(TrainingPlan plan, IAnsiConsole report, CancellationToken cancellationToken)
    {
        Check(plan);
        OutputDirectory.Prepare(plan.Output, OutputKind.Model, plan.Replace);
        LoadedData data = LoadedData.Load(plan.Data, cancellationToken);
        plan.Contrast?.Semantics.CheckData(data, plan.Data.Interactions);
        plan.ItemVectors?.CheckData(data, plan.Data.Interactions);
        DataReport.Write(report, plan.Data, data);
        report.Line($"Losses    {plan.Losses}");
        return await RunAsync(plan, data, report, cancellationToken);
    }

    /// <summary>Trains on data that is loaded and reported already, saves the model, and measures it on the test split.</summary>
    /// <param name="plan">What to do; checked.</param>
    /// <param name="data">The data of the plan.</param>
    /// <param name="report">Told about progress.</param>
    /// <param name="cancellationToken">Ends the training after the current step; the best weights so far are saved, the test is left out.</param>
    /// <exception cref="SraClException">Data and settings do not fit, or the model cannot be saved.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first validation.</exception>
    public static async Task<TrainingOutcome> RunAsync(TrainingPlan plan, LoadedData data, IAnsiConsole report, CancellationToken cancellationToken)
    {
        await using ServiceProvider services = Services(plan);
        TrainerOptions training = services.GetRequiredService<IOptions<TrainerOptions>>().Value;
        IBackboneFactory factory = Factory(services);
        ISequenceBackbone backbone = Start(factory, plan).Create(data.Dataset.Items.Count, training.Seed);
        using nn.Module module = backbone.Module;
        long parameters = module.parameters().Sum(parameter => parameter.numel());
        module.to(TorchDevice.Resolve(plan.Device));
        TrainingResult result = await TrainingDisplay.ShowAsync(
            report,
            training.SelectionMetric,
            progress => services.GetRequiredService<Trainer>().FitAsync(data.Split, backbone, progress, cancellationToken));

        var outcome = new TrainingOutcome(data, result, parameters, WithOrigin(result.BestEpoch.Validation, data.Split, training.Seed, plan.Losses), Test: null);
        ModelDirectory.Save(plan.Output, factory, backbone, data.Dataset.Items, ModelRecord.Create(plan, outcome, training.Seed, training.SelectionMetric));
        try
        {
            EvaluationResult test = services.GetRequiredService<Evaluator>().Evaluate(backbone, data.Split.Test, cancellationToken);
            return outcome with { Test = WithOrigin(test, data.Split, training.Seed, plan.Losses) };
        }
        catch (OperationCanceledException)
        {
            // Cancelled now or during the training: the model is saved already.
            return outcome;
        }
    }

    /// <summary>Checks everything that can be checked without the data.</summary>
    /// <param name="plan">What to do.</param>
    /// <exception cref="SraClException">A setting is not usable.</exception>
    public static void Check(TrainingPlan plan)
    {
        plan.System.Check(plan.Shape);
        using ServiceProvider services = Services(plan);
        TrainerOptions training = services.GetRequiredService<IOptions<TrainerOptions>>().Value;
        training.Validate();
        _ = MetricName.Parse(training.SelectionMetric);
        CheckBackbone(services, plan);
        _ = TorchDevice.Resolve(plan.Device);
        if (plan.Contrast is { } contrast)
        {
            services.GetRequiredService<IOptions<CrossSequenceOptions>>().Value.Validate();
            services.GetRequiredService<IOptions<IntraSequenceOptions>>().Value.Validate();
            contrast.Semantics.CheckRules(contrast.Neighbors, contrast.Protocol);
        }
    }

    /// <summary>Completes a result's protocol by what the evaluator is not told.</summary>
    /// <param name="result">The result.</param>
    /// <param name="split">The split it was measured on.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="losses">The losses of the training, in words.</param>
    public static EvaluationResult WithOrigin(EvaluationResult result, DatasetSplit split, long? seed, string? losses) =>
        result with { Protocol = result.Protocol with { SplitProtocol = split.Protocol, Seed = seed, Losses = losses } };

    /// <summary>Gets the configuration of a plan's training.</summary>
    /// <param name="plan">The plan.</param>
    public static TrainerOptions Training(TrainingPlan plan)
    {
        var options = new TrainerOptions();
        Configure(plan, options);
        return options;
    }

    /// <summary>Gets the configuration of a plan's backbone.</summary>
    /// <param name="plan">The plan.</param>
    public static JsonObject Backbone(TrainingPlan plan)
    {
        using ServiceProvider services = Services(plan);
        return Factory(services).Describe();
    }

    private static ServiceProvider Services(TrainingPlan plan)
    {
        var services = new ServiceCollection();
        ISraClBuilder builder = services.AddSraCl();
        plan.System.Register(builder, plan.Shape);
        builder.AddTraining(options => Configure(plan, options), plan.Evaluation);
        plan.Contrast?.AddTo(builder, Training(plan).Seed);
        return services.BuildServiceProvider();
    }

    private static void Configure(TrainingPlan plan, TrainerOptions options)
    {
        plan.System.Training(options);
        plan.Training(options);
    }

    private static IBackboneFactory Start(IBackboneFactory factory, TrainingPlan plan) =>
        plan.ItemVectors is { } source ? factory.WithItemVectors(SemanticsDirectory.Load(source.Path).ItemEmbeddings) : factory;

    /// <summary>Each recommender registers one backbone.</summary>
    private static IBackboneFactory Factory(ServiceProvider services) => services.GetRequiredService<IBackboneFactory>();

    /// <summary>Makes the smallest backbone there is: its configuration is checked where it is made.</summary>
    private static void CheckBackbone(ServiceProvider services, TrainingPlan plan)
    {
        using nn.Module smallest = Factory(services).Create(itemCount: 1, seed: Training(plan).Seed).Module;
    }
}
