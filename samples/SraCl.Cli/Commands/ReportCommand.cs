using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using SraCl.Cli.Consoles;
using SraCl.Cli.Data;
using SraCl.Cli.Reports;
using SraCl.Cli.Runs;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl report</c>: one self-contained page of finished runs.</summary>
internal sealed class ReportCommand
{
    private readonly Argument<DirectoryInfo[]> _runs = new("runs")
    {
        Description = "Directories of runs, or of grids of runs, as 'sracl train', 'ablate', 'compare' and 'search' write them. The first is what the others are compared with.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<FileInfo> _html = new("--html") { Description = "The page to write.", Required = true, HelpName = "file" };
    private readonly Option<FileInfo?> _interactions = new("--interactions", "-i") { Description = "Where the interactions are, when they are no longer where the models were trained.", HelpName = "file" };
    private readonly Option<DirectoryInfo?> _semantics = new("--semantics") { Description = "A directory that 'sracl prepare' wrote, to show what is alike by texts beside what was learned.", HelpName = "directory" };
    private readonly CatalogOptions _catalog = new();
    private readonly MachineOptions _machine = new();

    private ReportCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var self = new ReportCommand();
        var command = new Command("report", "Make one page of finished runs: results, learning curves, groups of users, what was learned.") { self._runs, self._html, self._interactions, self._semantics };
        self._catalog.AddTo(command);
        self._machine.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(() => self.Run(parsed, console, cancellationToken), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CliConsole console, CancellationToken cancellationToken)
    {
        (string device, bool json) = _machine.Apply(parsed);
        (string? items, Semantic.Catalog.CatalogFileOptions reading) = _catalog.Read(parsed);
        var plan = new ReportPlan([.. parsed.GetRequiredValue(_runs).Select(run => run.ToString())])
        {
            Interactions = parsed.GetValue(_interactions)?.FullName,
            Items = items,
            Reading = reading,
            Semantics = parsed.GetValue(_semantics) is { } directory ? SemanticsSource.Open(directory.ToString()) : null,
        };
        string path = parsed.GetRequiredValue(_html).ToString();
        CheckWritable(path);
        IAnsiConsole report = console.Report(json);
        string page = RunReport.Create(plan, device, report, cancellationToken);
        ReportFiles.Write(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path), page);
        if (json)
        {
            console.WriteJson(new JsonObject { ["page"] = path, ["characters"] = page.Length });
        }
        else
        {
            report.Line($"Report    {path} ({page.Length / 1024.0:N0} KB): open it in a browser");
        }

        return ExitCode.Success;
    }

    /// <summary>Minutes of work must not end in an error.</summary>
    private static void CheckWritable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new SraClException($"--html '{path}' is a directory. Give the name of the page, such as '{Path.Combine(path, "report.html")}'.");
        }

        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        OutputDirectory.EnsureWritable(directory);
    }
}
