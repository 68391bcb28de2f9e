using System.CommandLine;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Grids;
using SraCl.Cli.Runs;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl ablate</c>: trains with and without each part of SRA-CL and compares.</summary>
internal sealed class AblateCommand
{
    private readonly DataOptions _data = new();
    private readonly BackboneOptions _backbone = new();
    private readonly ContrastOptions _contrast = new(required: true);
    private readonly FittingOptions _fitting = new();
    private readonly SavingOptions _saving = new();
    private readonly MachineOptions _machine = new();
    private readonly Option<string> _variants = new("--variants")
    {
        Description = "What to compare, the first being what the others are measured against. none: the main loss alone; user, item: with one of the losses; unlearnable: a random neighbor instead of a learned mixture; no-semantic: neighbors found without texts; both.",
        DefaultValueFactory = _ => "none,user,item,unlearnable,both",
        HelpName = "names",
    };

    private readonly SeedOptions _seeds = new();
    private readonly Option<DirectoryInfo?> _collaborative = new("--collaborative") { Description = "For the variant no-semantic: a directory that 'sracl prepare --embedder collaborative' wrote.", HelpName = "directory" };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "Print the tables as Markdown." };
    private readonly Option<DirectoryInfo> _out = new("--out", "-o") { Description = "The directory that keeps every run; the same command continues there.", Required = true, HelpName = "directory" };

    private AblateCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new AblateCommand();
        var command = new Command("ablate", "Train with and without each part of SRA-CL, over several seeds, and compare. Continues where it was stopped.");
        self._data.AddTo(command);
        foreach (Option option in (Option[])[self._out, self._variants, self._collaborative, self._markdown])
        {
            command.Options.Add(option);
        }

        self._seeds.AddTo(command);
        self._backbone.AddTo(command);
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
            System = _backbone.System(parsed),
            Shape = _backbone.Shape(parsed),
            Training = options => _fitting.Configure(parsed, options),
            Evaluation = options => _fitting.Configure(parsed, options),
            Device = device,
        });
        AblationVariant[] variants = Variants(parsed);
        GridPlan plan = AblationGrid.Create(training, _contrast.Read(parsed)!, ReadCollaborative(parsed, variants), variants, _seeds.Read(parsed));
        IAnsiConsole report = console.Report(json);
        GridResult result = await GridWorkflow.RunAsync(plan, report, cancellationToken);
        if (result.Runs.Count > 0 && json)
        {
            console.WriteJson(GridJson.Create(result));
        }
        else if (result.Runs.Count > 0)
        {
            GridTable.Write(report, result, parsed.GetValue(_markdown));
        }

        if (result.IsComplete)
        {
            return ExitCode.Success;
        }

        report.Line($"Cancelled: {result.Runs.Count} finished runs are kept in {plan.Output}; the same command continues.");
        return ExitCode.Canceled;
    }

    private SemanticsSource? ReadCollaborative(ParseResult parsed, AblationVariant[] variants) =>
        (parsed.GetValue(_collaborative), variants.Contains(AblationVariant.NoSemantic)) switch
        {
            ({ } directory, true) => SemanticsSource.Open(directory.ToString()),
            (null, true) => throw new SraClException(
                "The variant no-semantic needs neighbors that were found without texts. Make them with 'sracl prepare --embedder collaborative' and give their directory with --collaborative."),
            ({ }, false) => throw new SraClException("--collaborative is for the variant no-semantic. Add it to --variants, or leave --collaborative out."),
            (null, false) => null,
        };

    private AblationVariant[] Variants(ParseResult parsed)
    {
        string text = parsed.GetRequiredValue(_variants);
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        AblationVariant[] values = [.. parts.Select(part => Variant(part) ?? throw new SraClException($"'{part}' in {_variants.Name} is not known. {_variants.Description}"))];
        return values.Length > 0 && values.Distinct().Count() == values.Length
            ? values
            : throw new SraClException($"{_variants.Name} is '{text}'; expected at least one value and each once, with commas between them.");
    }

    private static AblationVariant? Variant(string text)
    {
        foreach (AblationVariant variant in Enum.GetValues<AblationVariant>())
        {
            if (string.Equals(Choice<AblationVariant>.Name(variant), text, StringComparison.OrdinalIgnoreCase))
            {
                return variant;
            }
        }

        return null;
    }

}
