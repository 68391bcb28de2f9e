using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Runs;
using SraCl.Semantic.Storage;
using SraCl.Training.Evaluation;

namespace SraCl.Cli.Grids;

/// <summary>Carries out a <see cref="GridPlan"/>; runs that an earlier call finished are taken as they are.</summary>
internal static class GridWorkflow
{
    /// <summary>Trains what is missing, and goes on with what was interrupted.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="report">Told about the data and every run.</param>
    /// <param name="cancellationToken">Ends the current run without a result; finished runs are kept, and the current one goes on in the next call.</param>
    /// <returns>The finished runs: all of the plan's, unless cancelled.</returns>
    /// <exception cref="SraClException">Data, settings or directories are not usable, or a directory holds a run with other settings; raised before the first training.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the data was loaded.</exception>
    public static async Task<GridResult> RunAsync(GridPlan plan, IAnsiConsole report, CancellationToken cancellationToken)
    {
        (GridVariant Variant, long Seed)[] all = [.. plan.Seeds.SelectMany(seed => plan.Variants.Select(variant => (variant, seed)))];
        foreach ((GridVariant variant, long seed) in all)
        {
            TrainingWorkflow.Check(plan.Run(variant, seed));
        }

        LoadedData data = LoadedData.Load(plan.Data, cancellationToken);
        foreach (SemanticsSource source in plan.Sources)
        {
            source.CheckData(data, plan.Data.Interactions);

            // A damaged directory should show now, not after hours.
            _ = SemanticsDirectory.Load(source.Path);
        }

        Dictionary<(string, long), GridRun> runs = ReadFinished(plan, all, data);
        DataReport.Write(report, plan.Data, data);
        report.Line($"Losses    {plan.Losses}");
        for (int i = 0; i < all.Length; i++)
        {
            string name = $"Run {i + 1}/{all.Length}   {all[i].Variant.Name}, seed {all[i].Seed}";
            if (runs.ContainsKey((all[i].Variant.Name, all[i].Seed)))
            {
                report.Line($"{name}: finished earlier");
                continue;
            }

            report.Line($"{name}");
            if (await TrainAsync(plan.Run(all[i].Variant, all[i].Seed), data, report, cancellationToken) is not { } run)
            {
                break;
            }

            runs[(all[i].Variant.Name, all[i].Seed)] = run;
        }

        return new GridResult(plan, runs);
    }

    private static Dictionary<(string, long), GridRun> ReadFinished(GridPlan plan, (GridVariant Variant, long Seed)[] all, LoadedData data)
    {
        var runs = new Dictionary<(string, long), GridRun>();
        foreach ((GridVariant variant, long seed) in all)
        {
            TrainingPlan run = plan.Run(variant, seed);
            if (GridRun.Read(run.Output, GridSettings.Create(run, data)) is { } finished)
            {
                runs[(variant.Name, seed)] = finished;
                _ = RunCheckpoints.Delete(run); // Killed after the result was saved.
            }
            else
            {
                RunCheckpoints.CheckSettings(run, data);
                OutputDirectory.Prepare(run.Output, OutputKind.Model, run.Replace);
            }
        }

        return runs;
    }

    /// <summary>Trains one run and keeps its result; null when it was cancelled.</summary>
    private static async Task<GridRun?> TrainAsync(TrainingPlan plan, LoadedData data, IAnsiConsole report, CancellationToken cancellationToken)
    {
        TrainingOutcome outcome;
        try
        {
            outcome = await TrainingWorkflow.RunAsync(plan, data, report, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        if (outcome.Test is null)
        {
            return null;
        }

        GridRun run = GridRun.Create(GridSettings.Create(plan, data), outcome);
        run.Save(plan.Output);
        if (RunCheckpoints.Delete(plan) is { } problem)
        {
            report.Line($"Warning   {problem}");
        }

        report.Line($"          best epoch {run.BestEpoch} of {run.Epochs}; test HR@20 {outcome.Test.Mean(MetricName.Parse("HR@20")):F4}, NDCG@20 {outcome.Test.Mean(MetricName.Parse("NDCG@20")):F4} ({Duration.Text(outcome.Training.Duration)})");
        return run;
    }
}
