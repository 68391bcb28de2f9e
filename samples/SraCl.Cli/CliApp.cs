using System.CommandLine;
using System.CommandLine.Invocation;
using SraCl.Cli.Commands;
using SraCl.Cli.Consoles;

namespace SraCl.Cli;

/// <summary>The command line <c>sracl</c>: parses, runs, and turns every failure into one paragraph and an exit code.</summary>
internal static class CliApp
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="console">Where to write.</param>
    /// <param name="cancellationToken">Ends the command in good order.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CliConsole console, CancellationToken cancellationToken = default)
    {
        var verbose = new Option<bool>("--verbose") { Description = "Show the full trace of an error.", Recursive = true };
        var root = new RootCommand("Trains sequential recommenders, measures them, and asks them what comes next.")
        {
            PrepareCommand.Create(console),
            NeighborsCommand.Create(console),
            TrainCommand.Create(console),
            AblateCommand.Create(console),
            CompareCommand.Create(console),
            SearchCommand.Create(console),
            EvaluateCommand.Create(console),
            ReportCommand.Create(console),
            RecommendCommand.Create(console),
            DemoCommand.Create(console),
            verbose,
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            string path = parsed.CommandResult.Command == root ? string.Empty : parsed.CommandResult.Command.Name + " ";
            await console.Error.WriteLineAsync(
                $"sracl: {string.Join(' ', parsed.Errors.Select(error => error.Message))} See: sracl {path}--help");
            return ExitCode.BadUsage;
        }

        try
        {
            // Cancellation is the caller's: the parser's own handler would end the process two seconds after Ctrl-C.
            var invocation = new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (KeptWorkException e)
        {
            await console.Error.WriteLineAsync($"sracl: cancelled. {e.Message}");
            return ExitCode.Canceled;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await console.Error.WriteLineAsync("sracl: cancelled before there was anything to keep.");
            return ExitCode.Canceled;
        }
        catch (Exception e) when (e is SraClException or IOException or UnauthorizedAccessException)
        {
            await console.Error.WriteLineAsync($"sracl: {(parsed.GetValue(verbose) ? e.ToString() : ErrorText.ForCommandLine(e.Message))}");
            return ExitCode.BadInput;
        }
        catch (Exception e)
        {
            await console.Error.WriteLineAsync(parsed.GetValue(verbose)
                ? $"sracl: {e}"
                : $"sracl: {e.GetType().Name}: {ErrorText.OneParagraph(e.Message)} This is a bug: please report it with the output of the same command and --verbose.");
            return ExitCode.Bug;
        }
    }
}
