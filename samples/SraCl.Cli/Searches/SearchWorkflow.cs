using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Grids;
using SraCl.Cli.Runs;
using SraCl.Semantic.Storage;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using SraCl.Training.Models;

namespace SraCl.Cli.Searches;

/// <summary>Carries out a <see cref="SearchPlan"/>; trials that an earlier call finished are taken as they are.</summary>
internal static class SearchWorkflow
{
    /// <summary>Tries what is missing, and tests the best trial when all are there.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="report">Told about the data and every trial.</param>
    /// <param name="cancellationToken">Ends the current trial without a result; finished trials are kept, and the current one goes on in the next call.</param>
    /// <returns>The trials: all of the plan's, unless cancelled.</returns>
    /// <exception cref="SraClException">Data, settings or directories are not usable, or a directory holds another search; raised before the first training. Or every trial diverged.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while the data was loaded.</exception>
    public static async Task<SearchResult> RunAsync(SearchPlan plan, IAnsiConsole report, CancellationToken cancellationToken)
    {
        int count = plan.Space.TrialCount;
        plan.Stopping?.Validate();
        for (int number = 1; number <= count; number++)
        {
            Check(plan, number);
        }

        string settings = SearchSettings.Create(plan);
        SearchSettings.Check(plan.Output, settings);
        LoadedData data = LoadedData.Load(plan.Training.Data, cancellationToken);
        foreach (SemanticsSource source in new[] { plan.Training.Contrast?.Semantics, plan.Training.ItemVectors }.OfType<SemanticsSource>().Distinct())
        {
            source.CheckData(data, plan.Training.Data.Interactions);

            // A damaged directory should show now, not after hours.
            _ = SemanticsDirectory.Load(source.Path);
        }

        SortedDictionary<int, SearchTrial> trials = ReadFinished(plan, data);
        OutputDirectory.Prepare(plan.Output, OutputKind.Search, replace: true);
        SearchSettings.Save(plan.Output, settings);
        string metric = TrainingWorkflow.Training(plan.Training).SelectionMetric;
        DataReport.Write(report, plan.Training.Data, data);
        for (int number = 1; number <= count; number++)
        {
            string name = $"Trial {number}/{count}  {plan.Describe(number)}";
            if (trials.ContainsKey(number))
            {
                report.Line($"{name}: finished earlier");
                continue;
            }

            report.Line($"{name}");
            if (await TryAsync(plan, number, trials, data, metric, report, cancellationToken) is not { } trial)
            {
                break;
            }

            trials[number] = trial;
        }

        return new SearchResult(plan, metric, trials, Measure(plan, trials, data, cancellationToken));
    }

    private static void Check(SearchPlan plan, int number)
    {
        try
        {
            TrainingWorkflow.Check(plan.Trial(number));
        }
        catch (SraClException e) when (plan.Varied.Count > 0)
        {
            throw new SraClException($"Trial {number} ({plan.Describe(number)}) cannot be trained: {e.Message}", e);
        }
    }

    private static SortedDictionary<int, SearchTrial> ReadFinished(SearchPlan plan, LoadedData data)
    {
        var trials = new SortedDictionary<int, SearchTrial>();
        for (int number = 1; number <= plan.Space.TrialCount; number++)
        {
            TrainingPlan trial = plan.Trial(number);
            if (SearchTrial.Read(trial.Output, GridSettings.Create(trial, data)) is { } finished)
            {
                trials[number] = finished;
                _ = RunCheckpoints.Delete(trial); // Killed after the result was saved.
            }
        }

        return trials;
    }

    /// <summary>Trains one trial and keeps what it brought; null when it was cancelled.</summary>
    private static async Task<SearchTrial?> TryAsync(
        SearchPlan plan, int number, IReadOnlyDictionary<int, SearchTrial> trials, LoadedData data, string metric, IAnsiConsole report, CancellationToken cancellationToken)
    {
        TrainingPlan trial = plan.Trial(number);
        OutputDirectory.Prepare(trial.Output, OutputKind.Model, trial.Replace);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Only trials before this one count, so that a search that was stopped and continued is the same as one that was not.
        var watcher = new TrialWatcher(plan.Stopping, [.. trials.Where(other => other.Key < number).Select(other => other.Value.Scores)], stop);
        long start = TimeProvider.System.GetTimestamp();
        var brought = new SearchTrial
        {
            Settings = GridSettings.Create(trial, data),
            Values = plan.Space.Dimensions.Zip(plan.Space.Trial(number)).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal),
            End = TrialEnd.Diverged,
            Scores = [],
            Seconds = 0,
        };
        try
        {
            TrainingOutcome outcome = await TrainingWorkflow.RunAsync(trial, data, report, stop.Token, watcher);
            bool isCut = outcome.Training.StopReason == StopReason.Canceled;
            if (isCut && !watcher.HasStopped)
            {
                return null;
            }

            EpochSummary best = outcome.Training.BestEpoch;
            brought = brought with { End = isCut ? TrialEnd.Stopped : TrialEnd.Finished, BestEpoch = best.Epoch, Score = best.Score };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (NonFiniteLossException e)
        {
            report.Line($"          {e.Message}");
        }

        brought = brought with { Scores = [.. watcher.Scores], Seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds };
        brought.Save(trial.Output);
        if (RunCheckpoints.Delete(trial) is { } problem)
        {
            report.Line($"Warning   {problem}");
        }

        string score = brought.Score is { } value ? FormattableString.Invariant($"best epoch {brought.BestEpoch} of {brought.Scores.Count}: {metric} {value:F4}") : "no model";
        string end = brought.End == TrialEnd.Stopped ? "; stopped below the median of the trials before" : string.Empty;
        report.Line($"          {score}{end} ({Duration.Text(TimeSpan.FromSeconds(brought.Seconds))})");
        return brought;
    }

    /// <summary>The test is for the trial that validation has chosen from all, and for it once.</summary>
    private static EvaluationFile? Measure(SearchPlan plan, SortedDictionary<int, SearchTrial> trials, LoadedData data, CancellationToken cancellationToken)
    {
        bool isComplete = trials.Count == plan.Space.TrialCount;
        if (SearchResult.Find(trials) is not { } best)
        {
            return isComplete
                ? throw new SraClException($"Every trial diverged: a loss became infinite or not a number. Search lower learning rates, or add --clip-norm 5. The trials are kept in '{plan.Output}'.")
                : null;
        }

        string directory = plan.Directory(best);
        EvaluationFile measured = EvaluationFile.Load(directory);
        if (!isComplete || measured.Test is not null)
        {
            return measured;
        }

        using SavedModel model = LoadedModel.Load(directory, plan.Training.Device);
        var options = new EvaluationOptions();
        plan.Training.Evaluation(options);
        var popularity = new ItemPopularity(data.Split.Train);
        EvaluationResult test;
        try
        {
            test = new Evaluator(options).Evaluate(model.Backbone, data.Split.Test, popularity, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return measured;
        }

        EvaluationProtocol trained = measured.Validation.Protocol;
        measured = measured with { Test = TrainingWorkflow.WithGroups(TrainingWorkflow.WithOrigin(test, data.Split, trained.Seed, trained.Losses), data.Split.Test, popularity) };
        measured.Save(directory);
        return measured;
    }
}
