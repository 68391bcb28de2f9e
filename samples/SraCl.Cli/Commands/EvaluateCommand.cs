using System.CommandLine;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Splits;
using SraCl.Training.Data;
using SraCl.Training.Evaluation;
using SraCl.Training.Models;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl evaluate</c>: measures a saved model on the data it was trained on, divided as it was for the training.</summary>
internal sealed class EvaluateCommand
{
    private readonly Option<DirectoryInfo> _model = new("--model", "-m") { Description = "The directory of a saved model.", Required = true, HelpName = "directory" };
    private readonly Option<FileInfo?> _interactions = new("--interactions", "-i") { Description = "Where the interactions are now; the file the model was trained on when not given. Its content must be the same.", HelpName = "file" };
    private readonly Choice<EvaluatedSplit> _split = new("--split", "Which cases to rank.", EvaluatedSplit.Test);
    private readonly MachineOptions _machine = new();

    private EvaluateCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new EvaluateCommand();
        var command = new Command("evaluate", "Measure a saved model, ranking every target against the whole catalogue.") { self._model, self._interactions, self._split.Option };
        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(() => self.Run(parsed, console, cancellationToken), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        (string device, bool json) = _machine.Apply(parsed);
        using SavedModel model = LoadedModel.Load(parsed.GetRequiredValue(_model).ToString(), device);
        DataRecipe recipe = ModelRecord.Recipe(model);
        if (parsed.GetValue(_interactions) is { } given)
        {
            recipe = recipe with { Interactions = given.FullName };
        }
        else if (!File.Exists(recipe.Interactions))
        {
            throw new SraClException($"The file the model was trained on, '{recipe.Interactions}', is no longer there. Say with --interactions where it is now.");
        }

        PreparedDataset data = recipe.Load(cancellationToken);
        ModelRecord.CheckSameData(model, data, recipe.Interactions);
        DatasetSplit split = recipe.Divide(data.Dataset);
        EvaluationProtocol? trained = model.Manifest.Details.Protocol;
        var options = new EvaluationOptions();
        if (trained is not null)
        {
            options.SeenItems = trained.SeenItems;
            options.TieRule = trained.TieRule;
        }

        EvaluationSplit cases = _split.Value(parsed) == EvaluatedSplit.Test ? split.Test : split.Validation;
        EvaluationResult result = TrainingWorkflow.WithOrigin(new Evaluator(options).Evaluate(model.Backbone, cases, cancellationToken), split, trained?.Seed, trained?.Losses);
        if (json)
        {
            console.WriteJson(ResultJson.Evaluation(result));
        }
        else
        {
            ResultTable.Write(console.Report(json), (cases.Name, result));
        }

        return ExitCode.Success;
    }
}
