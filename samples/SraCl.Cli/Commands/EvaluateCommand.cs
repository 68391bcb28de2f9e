using System.CommandLine;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Splits;
using SraCl.Training.Data;
using SraCl.Training.Evaluation;
using SraCl.Training.Models;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl evaluate</c>: measures a saved model on the data it was trained on, divided as it was for the training, alone or against another.</summary>
internal sealed class EvaluateCommand
{
    private readonly Option<DirectoryInfo> _model = new("--model", "-m") { Description = "The directory of a saved model.", Required = true, HelpName = "directory" };
    private readonly Option<DirectoryInfo?> _against = new("--against") { Description = "The directory of another model, trained on the same data: both are measured on the same cases, and their differences tested.", HelpName = "directory" };
    private readonly Option<FileInfo?> _interactions = new("--interactions", "-i") { Description = "Where the interactions are now; the file the model was trained on when not given. Its content must be the same.", HelpName = "file" };
    private readonly Choice<EvaluatedSplit> _split = new("--split", "Which cases to rank.", EvaluatedSplit.Test);
    private readonly Option<bool> _lists = new("--lists") { Description = "Measure the recommended lists too: coverage, novelty and popularity." };
    private readonly Option<string?> _groups = new("--groups") { Description = "Measure groups of cases too. length: by the number of known items; popularity: by the training events of the target; or both, with a comma between.", HelpName = "names" };
    private readonly Option<string?> _bounds = new("--bounds") { Description = "Where each group but the first begins, such as 7,11; by length 7,11 when not given, by popularity three groups of about as many cases.", HelpName = "numbers" };
    private readonly Choice<SeenItems> _seen = new("--seen", "Whether items of the history compete in the ranking; as in the model's training when not given.", SeenItems.Keep);
    private readonly Choice<TieRule> _tieRule = new("--tie-rule", "Where a target stands among items of the same score; as in the model's training when not given.", TieRule.Optimistic);
    private readonly MachineOptions _machine = new();

    private EvaluateCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new EvaluateCommand();
        var command = new Command("evaluate", "Measure a saved model, ranking every target against the whole catalogue; with --against, test whether it differs from another.")
        {
            self._model, self._against, self._interactions, self._split.Option, self._lists, self._groups, self._bounds, self._seen.Option, self._tieRule.Option,
        };
        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(() => self.Run(parsed, console, cancellationToken), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        (string device, bool json) = _machine.Apply(parsed);
        GroupChoice groups = GroupChoice.Parse(parsed.GetValue(_groups), parsed.GetValue(_bounds));
        string path = parsed.GetRequiredValue(_model).ToString();
        using SavedModel model = LoadedModel.Load(path, device);
        DataRecipe recipe = Recipe(parsed, model);
        PreparedDataset data = recipe.Load(cancellationToken);
        ModelRecord.CheckSameData(model, data, recipe.Interactions);
        DatasetSplit split = recipe.Divide(data.Dataset);
        EvaluationOptions options = Rules(parsed, model);
        if (parsed.GetValue(_against)?.ToString() is not { } otherPath)
        {
            EvaluationResult result = Measure(parsed, model, split, options, groups, cancellationToken);
            Write(console, json, result, split);
            return ExitCode.Success;
        }

        using SavedModel other = LoadedModel.Load(otherPath, device);
        ModelRecord.CheckSameData(other, data, recipe.Interactions);
        CheckSameCases(path, split, other, otherPath, data);
        EvaluationOptions rules = Rules(parsed, other);
        ProtocolCheck.CheckRules((path, options.SeenItems, options.TieRule), (otherPath, rules.SeenItems, rules.TieRule), option => $"Say with {option} how to measure both.");
        EvaluationResult first = Measure(parsed, model, split, options, groups, cancellationToken);
        EvaluationResult second = Measure(parsed, other, split, options, groups, cancellationToken);
        ModelComparison comparison = ModelComparison.Create((path, first), (otherPath, second), cancellationToken);
        if (json)
        {
            console.WriteJson(comparison.ToJson());
        }
        else
        {
            comparison.Write(console.Report(json));
        }

        return ExitCode.Success;
    }

    private static void Write(CliConsole console, bool json, EvaluationResult result, DatasetSplit split)
    {
        if (json)
        {
            console.WriteJson(ResultJson.Evaluation(result));
            return;
        }

        IAnsiConsole report = console.Report(json);
        ResultTable.Write(report, (result.Protocol.Split, result));
        if (result.Groups.Count > 0)
        {
            ResultTable.WriteGroups(report, result);
        }

        if (result.ListMetrics.Count > 0)
        {
            report.Line($"Lists     coverage: share of the {split.Train.ItemCount:N0} items in anybody's list; novelty: bits an item; popularity: training events an item, lift over the users' own histories");
        }
    }

    private DataRecipe Recipe(ParseResult parsed, SavedModel model)
    {
        DataRecipe recipe = ModelRecord.Recipe(model);
        return parsed.GetValue(_interactions) is { } given ? recipe with { Interactions = given.FullName }
            : File.Exists(recipe.Interactions) ? recipe
            : throw new SraClException($"The file the model was trained on, '{recipe.Interactions}', is no longer there. Say with --interactions where it is now.");
    }

    private EvaluationOptions Rules(ParseResult parsed, SavedModel model)
    {
        var options = new EvaluationOptions();
        EvaluationProtocol? trained = model.Manifest.Details.Protocol;
        options.SeenItems = parsed.IsGiven(_seen.Option) ? _seen.Value(parsed) : trained?.SeenItems ?? options.SeenItems;
        options.TieRule = parsed.IsGiven(_tieRule.Option) ? _tieRule.Value(parsed) : trained?.TieRule ?? options.TieRule;
        return options;
    }

    private EvaluationResult Measure(
        ParseResult parsed, SavedModel model, DatasetSplit split, EvaluationOptions options, GroupChoice groups, CancellationToken cancellationToken)
    {
        EvaluationSplit cases = _split.Value(parsed) == EvaluatedSplit.Test ? split.Test : split.Validation;
        var popularity = new ItemPopularity(split.Train);
        var evaluator = new Evaluator(options);
        EvaluationResult result = parsed.GetValue(_lists)
            ? evaluator.Evaluate(model.Backbone, cases, popularity, cancellationToken)
            : evaluator.Evaluate(model.Backbone, cases, cancellationToken);
        EvaluationProtocol? trained = model.Manifest.Details.Protocol;
        return TrainingWorkflow.WithOrigin(result, split, trained?.Seed, trained?.Losses) with { Groups = groups.Of(result, cases, popularity) };
    }

    /// <summary>The same data can be divided in other ways; then the cases are others, or one model has seen the other's.</summary>
    private static void CheckSameCases(string path, DatasetSplit split, SavedModel other, string otherPath, PreparedDataset data)
    {
        DatasetSplit own = ModelRecord.Recipe(other).Divide(data.Dataset);
        bool isSame = own.Test.Cases.SequenceEqual(split.Test.Cases) && own.Validation.Cases.SequenceEqual(split.Validation.Cases);
        ProtocolCheck.CheckSplit((path, split.Protocol), (otherPath, own.Protocol), isSame);
    }
}
