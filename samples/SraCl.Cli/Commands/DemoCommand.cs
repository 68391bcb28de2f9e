using System.CommandLine;
using SraCl.Cli.Consoles;
using SraCl.Cli.Demo;

namespace SraCl.Cli.Commands;

/// <summary><c>sracl demo</c>: everything once, on a made-up shop.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="console">Where it writes.</param>
    public static Command Create(CliConsole console)
    {
        var output = new Option<DirectoryInfo>("--out", "-o") { Description = "The directory for the shop's files, the neighbors and the models.", DefaultValueFactory = _ => new DirectoryInfo("sracl-demo"), HelpName = "directory" };
        var seed = new Option<long>("--seed") { Description = "The seed of shop and training.", DefaultValueFactory = _ => 1, HelpName = "number" };
        var command = new Command("demo", "Make up a small shop, find neighbors, train without and with the losses that read them, compare, recommend; about a minute.") { output, seed };
        command.SetAction((parsed, cancellationToken) =>
            DemoTour.RunAsync(parsed.GetRequiredValue(output).ToString(), parsed.GetValue(seed), DemoTour.Epochs, console.Report(json: false), cancellationToken));
        return command;
    }
}
