using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Contrastive.CrossSequence;
using SraCl.Contrastive.IntraSequence;
using SraCl.Modeling;
using SraCl.Semantic.Storage;
using SraCl.Splits;
using SraCl.Training.Checkpoints;
using SraCl.Training.Devices;
using SraCl.Training.Diagnostics;
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
        RunCheckpoints.CheckIntent(plan);
        OutputDirectory.Prepare(plan.Output, OutputKind.Model, plan.Replace || plan.Resume != CheckpointResume.Never);
        LoadedData data = LoadedData.Load(plan.Data, cancellationToken);
        plan.Contrast?.Semantics.CheckData(data, plan.Data.Interactions);
        plan.ItemVectors?.CheckData(data, plan.Data.Interactions);
        DataReport.Write(report, plan.Data, data);
        report.Line($"Losses    {plan.Losses}");
        TrainingOutcome outcome = await RunAsync(plan, data, report, cancellationToken);
        if (outcome.Test is not null && RunCheckpoints.Delete(plan) is { } problem)
        {
            report.Line($"Warning   {problem}");
        }

        return outcome;
    }

    /// <summary>Trains on data that is loaded and reported already, saves the model, and measures it on the test split.</summary>
    /// <param name="plan">What to do; checked.</param>
    /// <param name="data">The data of the plan.</param>
    /// <param name="report">Told about progress.</param>
    /// <param name="cancellationToken">
    /// Ends the training after the current step; the best weights so far are saved, the test is left out. The checkpoints stay in any case; <see cref="RunCheckpoints.Delete"/>
    /// is for the caller, who knows when everything is saved.
    /// </param>
    /// <param name="watcher">Follows the training too; null for nobody.</param>
    /// <exception cref="SraClException">Data and settings do not fit, or the model cannot be saved.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first validation.</exception>
    public static async Task<TrainingOutcome> RunAsync(
        TrainingPlan plan, LoadedData data, IAnsiConsole report, CancellationToken cancellationToken, ITrainingObserver? watcher = null)
    {
        var notes = new TrainingNotes(report, showsCheckpoint: plan.AllowOlderCheckpoint);
        await using ServiceProvider services = Services(plan, new NotesLogger(notes));
        TrainerOptions training = services.GetRequiredService<IOptions<TrainerOptions>>().Value;
        IBackboneFactory factory = Factory(services);
        ISequenceBackbone backbone = Start(factory, plan).Create(data.Dataset.Items.Count, training.Seed);
        using nn.Module module = backbone.Module;
        long parameters = module.parameters().Sum(parameter => parameter.numel());
        Device device = TorchDevice.Resolve(plan.Device);
        module.to(device);
        report.Line($"Device    {device}, {get_num_threads()} {(get_num_threads() == 1 ? "thread" : "threads")}; {parameters:N0} parameters");
        CheckpointOptions? checkpoints = RunCheckpoints.Options(plan, data);
        if (RunCheckpoints.Describe(plan) is { } where)
        {
            report.Line($"Resumed   {where}");
        }

        TrainingResult result;
        string log = ModelReplacement.LogPath(plan.Output);
        using (TensorBoardWriter? board = plan.TensorBoard is { } directory ? new TensorBoardWriter(directory) : null)
        {
            ITrainingObserver[] observers = [new TrainingLogWriter(log), notes, .. board is null ? Array.Empty<ITrainingObserver>() : [board], .. watcher is null ? Array.Empty<ITrainingObserver>() : [watcher]];
            try
            {
                result = await TrainingDisplay.ShowAsync(
                    report,
                    training.SelectionMetric,
                    progress => services.GetRequiredService<Trainer>().FitAsync(
                        data.Split, backbone, new FitOptions { Progress = progress, Checkpoints = checkpoints, Observers = observers }, cancellationToken));
            }
            finally
            {
                notes.Flush();
            }
        }

        var popularity = new ItemPopularity(data.Split.Train);
        EvaluationResult validation = Complete(result.BestEpoch.Validation, data.Split.Validation);
        var outcome = new TrainingOutcome(data, result, parameters, validation, Test: null);
        ModelReplacement.Save(
            plan.Output,
            log,
            () => ModelDirectory.Save(plan.Output, factory, backbone, data.Dataset.Items, ModelRecord.Create(plan, outcome, training.Seed, training.SelectionMetric)));
        new EvaluationFile(validation, Test: null).Save(plan.Output);
        if (!plan.IsTested)
        {
            return outcome;
        }

        try
        {
            EvaluationResult test = Complete(services.GetRequiredService<Evaluator>().Evaluate(backbone, data.Split.Test, popularity, cancellationToken), data.Split.Test);
            new EvaluationFile(validation, test).Save(plan.Output);
            return outcome with { Test = test };
        }
        catch (OperationCanceledException)
        {
            // Cancelled now or during the training: the model is saved already.
            return outcome;
        }

        EvaluationResult Complete(EvaluationResult measured, EvaluationSplit cases) =>
            WithGroups(WithOrigin(measured, data.Split, training.Seed, plan.Losses), cases, popularity);
    }

    /// <summary>Adds the metrics of the groups by length and by popularity that a run keeps in any case.</summary>
    /// <param name="result">The result.</param>
    /// <param name="cases">The cases it was measured on.</param>
    /// <param name="popularity">How often training has each item.</param>
    public static EvaluationResult WithGroups(EvaluationResult result, EvaluationSplit cases, ItemPopularity popularity) =>
        result with { Groups = [.. result.Of(CaseGroups.ByLength(cases)), .. result.Of(CaseGroups.ByPopularity(cases, popularity))] };

    /// <summary>Checks everything that can be checked without the data.</summary>
    /// <param name="plan">What to do.</param>
    /// <exception cref="SraClException">A setting is not usable.</exception>
    public static void Check(TrainingPlan plan)
    {
        plan.System.Check(plan.Shape);
        using ServiceProvider services = Services(plan);
        TrainerOptions training = services.GetRequiredService<IOptions<TrainerOptions>>().Value;
        training.Validate();
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

    private static ServiceProvider Services(TrainingPlan plan, ILogger<Trainer>? logger = null)
    {
        var services = new ServiceCollection();
        if (logger is not null)
        {
            services.AddSingleton(logger);
        }

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
