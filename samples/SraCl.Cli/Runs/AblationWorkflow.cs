using System.Text.Json;
using Spectre.Console;
using SraCl.Backbones.Transformers;
using SraCl.Cli.Consoles;
using SraCl.Semantic.Storage;
using SraCl.Training.Data;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Runs;

/// <summary>Carries out an <see cref="AblationPlan"/>; runs that an earlier call finished are taken as they are.</summary>
internal static class AblationWorkflow
{
    /// <summary>Trains what is missing.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="report">Told about every run.</param>
    /// <param name="cancellationToken">Ends the current run without a result; finished runs are kept.</param>
    /// <returns>The runs of each variant, in the order of the seeds; only the finished ones when cancelled.</returns>
    /// <exception cref="SraClException">Data, settings or directories are not usable.</exception>
    public static async Task<IReadOnlyDictionary<AblationVariant, IReadOnlyList<AblationRun>>> RunAsync(AblationPlan plan, IAnsiConsole report, CancellationToken cancellationToken)
    {
        PreparedDataset data = plan.Base.Data.Load(cancellationToken);
        string fingerprint = DatasetFingerprint.Compute(data.Dataset);
        // A directory that is no use should not show after hours.
        foreach (string semantics in new[] { plan.Contrast.Semantics, plan.Collaborative }.OfType<string>())
        {
            _ = SemanticsDirectory.ReadManifest(semantics);
        }

        var runs = plan.Variants.ToDictionary(variant => variant, _ => new List<AblationRun>());
        int total = plan.Variants.Count * plan.Seeds.Count;
        int number = 0;
        foreach (long seed in plan.Seeds)
        {
            foreach (AblationVariant variant in plan.Variants)
            {
                number++;
                TrainingPlan run = plan.Run(variant, seed);
                string settings = Settings(run, fingerprint);
                if (AblationRun.Read(run.Output, settings) is { } finished)
                {
                    report.Line($"Run {number}/{total}   {ResultJson.Name(variant)}, seed {seed}: finished earlier");
                    runs[variant].Add(finished);
                    continue;
                }

                report.Line($"Run {number}/{total}   {ResultJson.Name(variant)}, seed {seed}");
                TrainingOutcome outcome = await TrainingWorkflow.RunAsync(run, report, cancellationToken);
                if (outcome.Test is null)
                {
                    return Finished(runs);
                }

                AblationRun result = AblationRun.Create(settings, outcome);
                result.Save(run.Output);
                runs[variant].Add(result);
                report.Line($"          best epoch {result.BestEpoch} of {result.Epochs}; test HR@20 {outcome.Test.Mean(MetricName.Parse("HR@20")):F4}, NDCG@20 {outcome.Test.Mean(MetricName.Parse("NDCG@20")):F4} ({Duration.Text(outcome.Training.Duration)})");
            }
        }

        return Finished(runs);
    }

    private static Dictionary<AblationVariant, IReadOnlyList<AblationRun>> Finished(Dictionary<AblationVariant, List<AblationRun>> runs) =>
        runs.Where(entry => entry.Value.Count > 0).ToDictionary(entry => entry.Key, entry => (IReadOnlyList<AblationRun>)entry.Value);

    private static string Settings(TrainingPlan run, string fingerprint)
    {
        var transformer = new TransformerOptions();
        run.Transformer(transformer);
        var training = new TrainerOptions();
        run.Training(training);
        training.PrefetchBatches = 0; // Changes no number.
        var evaluation = new EvaluationOptions();
        run.Evaluation(evaluation);
        return JsonSerializer.Serialize(new
        {
            Data = fingerprint,
            Split = run.Data.ToJson()["split"],
            run.Backbone,
            Transformer = transformer,
            Training = training,
            Evaluation = evaluation,
            Contrast = run.Contrast is null ? null : run.Contrast with { Semantics = Describe(run.Contrast.Semantics) },
        });
    }

    private static string Describe(string semantics)
    {
        SemanticsManifest manifest = SemanticsDirectory.ReadManifest(semantics);
        return $"{manifest.Details.ItemEmbedder}; {manifest.Details.SequenceEmbedder}; {manifest.Options}";
    }
}
