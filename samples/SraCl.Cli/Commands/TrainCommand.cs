using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Training.Checkpoints;
using SraCl.Training.Fitting;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl train</c>: trains a model on a file of interactions and saves it.</summary>
internal sealed class TrainCommand
{
    private readonly DataOptions _data = new();
    private readonly BackboneOptions _backbone = new();
    private readonly ContrastOptions _contrast = new(required: false);
    private readonly FittingOptions _fitting = new();
    private readonly SavingOptions _saving = new();
    private readonly MachineOptions _machine = new();
    private readonly Option<DirectoryInfo> _out = new("--out", "-o") { Description = "The directory the model is saved to; it will hold all that loading needs.", Required = true, HelpName = "directory" };
    private readonly Option<DirectoryInfo?> _itemVectors = new("--item-vectors") { Description = "Start the items' vectors from those of their texts, in a directory that 'sracl prepare' wrote; at random when not given.", HelpName = "directory" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace a model that is already in the directory." };

    private TrainCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new TrainCommand();
        var command = new Command("train", "Train a model on a file of interactions, test it, and save it.");
        self._data.AddTo(command);
        command.Options.Add(self._out);
        command.Options.Add(self._force);
        command.Options.Add(self._itemVectors);
        self._backbone.AddTo(command);
        self._contrast.AddTo(command);
        self._fitting.AddTo(command);
        self._saving.AddTo(command, forOneRun: true);
        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => self.RunAsync(parsed, console, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        (string device, bool json) = _machine.Apply(parsed);
        TrainingPlan plan = _saving.Complete(parsed, new TrainingPlan(_data.Read(parsed), parsed.GetRequiredValue(_out).ToString())
        {
            System = _backbone.System(parsed),
            Shape = _backbone.Shape(parsed),
            Contrast = _contrast.Read(parsed),
            ItemVectors = parsed.GetValue(_itemVectors) is { } directory ? SemanticsSource.Open(directory.ToString()) : null,
            Training = options => _fitting.Configure(parsed, options),
            Evaluation = options => _fitting.Configure(parsed, options),
            Device = device,
            Replace = parsed.GetValue(_force),
        });
        IAnsiConsole report = console.Report(json);
        TrainingOutcome outcome;
        try
        {
            outcome = await TrainingWorkflow.RunAsync(plan, report, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && CheckpointDirectory.HasAny(RunCheckpoints.PathOf(plan)))
        {
            throw new KeptWorkException($"The training so far is kept in {plan.Output}; go on with: {_saving.Continuation(parsed)}", cancellationToken);
        }

        if (json)
        {
            console.WriteJson(Json(plan, outcome));
        }
        else
        {
            Write(report, plan, outcome, _saving.Continuation(parsed));
        }

        return outcome.Test is null ? ExitCode.Canceled : ExitCode.Success;
    }

    private static void Write(IAnsiConsole report, TrainingPlan plan, TrainingOutcome outcome, string continuation)
    {
        TrainingResult training = outcome.Training;
        string model = ShellText.Argument(plan.Output);
        report.Line($"Trained   {training.Epochs.Count} epochs, {training.Samples:N0} samples each, in {Duration.Text(training.Duration)} ({Reason(training.StopReason)}); best epoch {training.BestEpoch.Epoch}");
        if (outcome.Test is null)
        {
            report.Line($"Cancelled: the best epoch so far is saved in {plan.Output}; it was not tested. Test it with: {ShellText.Program} evaluate --model {model}");
            if (training.Checkpoint is not null)
            {
                report.Line($"Go on     {continuation}");
            }

            return;
        }

        ResultTable.Write(report, ($"Validation, epoch {training.BestEpoch.Epoch}", outcome.Validation), ("Test", outcome.Test));
        report.Line($"Saved     {plan.Output}");
        report.Line($"Next      {ShellText.Program} recommend --model {model} --history {ShellText.History(outcome.Data.Dataset.Items.ExternalIds)} --top {Math.Min(10, outcome.Data.Dataset.Items.Count)}");
    }

    private static JsonObject Json(TrainingPlan plan, TrainingOutcome outcome)
    {
        JsonObject json = outcome.Test is { } test ? ResultJson.Evaluation(test) : [];
        json["model"] = plan.Output;
        json["backbone"] = plan.System.Name;
        json["contrast"] = plan.Contrast?.ToJson();
        json["validation"] = ResultJson.Metrics(outcome.Validation);
        json["losses"] = new JsonArray([.. outcome.Training.Epochs.Select(epoch => JsonValue.Create(epoch.Loss))]);
        json["bestEpoch"] = outcome.Training.BestEpoch.Epoch;
        json["stopReason"] = ResultJson.Name(outcome.Training.StopReason);
        json["samples"] = outcome.Training.Samples;
        json["seconds"] = outcome.Training.Duration.TotalSeconds;
        return json;
    }

    private static string Reason(StopReason reason) => reason switch
    {
        StopReason.EpochLimit => "all epochs done",
        StopReason.EarlyStopping => "no longer improving",
        _ => "cancelled",
    };
}
