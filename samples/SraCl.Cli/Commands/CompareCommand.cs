using System.CommandLine;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Grids;
using SraCl.Cli.Runs;
using SraCl.Cli.Systems;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl compare</c>: trains several recommenders, with and without SRA-CL, and compares.</summary>
internal sealed class CompareCommand
{
    private readonly DataOptions _data = new();
    private readonly BackboneOptions _shape = new();
    private readonly ContrastOptions _contrast = new(required: false);
    private readonly FittingOptions _fitting = new();
    private readonly SavingOptions _saving = new();
    private readonly MachineOptions _machine = new();
    private readonly SeedOptions _seeds = new();
    private readonly Option<string> _backbones = new("--backbones")
    {
        Description = $"The recommenders, each with its own losses, with commas between them: {RecommenderSystem.Names}.",
        DefaultValueFactory = _ => "gru4rec,sasrec,bert4rec,duorec,cl4srec,transformer",
        HelpName = "names",
    };

    private readonly Option<bool> _withAndWithout = new("--with-and-without") { Description = "Train each recommender alone and with both of SRA-CL's losses; the same as --variants plain,sra-cl." };
    private readonly Option<string?> _variants = new("--variants") { Description = $"What to train of each recommender, with commas between. {ComparisonGrid.Parts}.", HelpName = "names" };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the tables as Markdown." };
    private readonly Option<DirectoryInfo> _out = new("--out", "-o") { Description = "The directory that keeps every run and the report; the same command continues there.", Required = true, HelpName = "directory" };

    private CompareCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new CompareCommand();
        var command = new Command("compare", "Train several recommenders, with and without SRA-CL's losses, over several seeds, and report. Continues where it was stopped.");
        self._data.AddTo(command);
        foreach (Option option in (Option[])[self._out, self._backbones, self._withAndWithout, self._variants, self._markdown])
        {
            command.Options.Add(option);
        }

        self._seeds.AddTo(command);
        self._shape.AddTo(command, withName: false);
        self._contrast.AddTo(command);
        self._fitting.AddTo(command, withSeed: false);
        self._saving.AddTo(command, forOneRun: false);
        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => self.RunAsync(parsed, console, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        (string device, bool json) = _machine.Apply(parsed);
        TrainingPlan training = _saving.Complete(parsed, new TrainingPlan(_data.Read(parsed), parsed.GetRequiredValue(_out).ToString())
        {
            Shape = _shape.Shape(parsed),
            Training = options => _fitting.Configure(parsed, options),
            Evaluation = options => _fitting.Configure(parsed, options),
            Device = device,
        });
        ContrastPlan? contrast = _contrast.Read(parsed);
        GridPlan plan = ComparisonGrid.Create(training, Systems(parsed), Variants(parsed, contrast), contrast, _seeds.Read(parsed));
        IAnsiConsole report = console.Report(json);
        GridResult result = await GridWorkflow.RunAsync(plan, report, cancellationToken);
        if (result.Runs.Count > 0)
        {
            ComparisonReport.Save(plan.Output, result);
            if (json)
            {
                console.WriteJson(GridJson.Create(result));
            }
            else
            {
                GridTable.Write(report, result, parsed.GetValue(_markdown));
                report.Line($"Report    {Path.Combine(plan.Output, ComparisonReport.PageFile)}; the same as Markdown and JSON beside it");
            }
        }

        if (result.IsComplete)
        {
            return ExitCode.Success;
        }

        report.Line($"Cancelled: {result.Runs.Count} finished runs are kept in {plan.Output}; the same command continues.");
        return ExitCode.Canceled;
    }

    private RecommenderSystem[] Systems(ParseResult parsed)
    {
        string text = parsed.GetRequiredValue(_backbones);
        RecommenderSystem[] systems = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(RecommenderSystem.Find)];
        return systems.Length > 0 && systems.Distinct().Count() == systems.Length
            ? systems
            : throw new SraClException($"--backbones is '{text}'; expected at least one and each once, with commas between them: {RecommenderSystem.Names}.");
    }

    private string Variants(ParseResult parsed, ContrastPlan? contrast)
    {
        bool both = parsed.GetValue(_withAndWithout);
        return (parsed.GetValue(_variants), both) switch
        {
            ({ }, true) => throw new SraClException("--with-and-without and --variants both say what to train of each recommender. Leave one of them out."),
            ({ } variants, false) => variants,
            (null, true) => ComparisonGrid.Presets.WithAndWithout,
            (null, false) => contrast is null ? ComparisonGrid.Presets.Without : ComparisonGrid.Presets.With,
        };
    }
}
