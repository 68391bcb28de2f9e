using System.Diagnostics;
using System.Text;
using SraCl.Cli.Runs;

namespace SraCl.Cli.Tests;

/// <summary>Runs <c>sracl</c> as a process of its own, which can be killed.</summary>
internal static class CliProcess
{
    /// <summary>Starts a command.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="errors">What it writes to standard error.</param>
    /// <param name="onLine">Told of every line of standard output.</param>
    public static Process Start(string[] arguments, StringBuilder errors, Action<string>? onLine = null)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

        // The tests' framework has assemblies that the command line would bring itself.
        string tests = Path.ChangeExtension(typeof(CliProcess).Assembly.Location, null);
        foreach (string argument in (string[])["exec", "--runtimeconfig", tests + ".runtimeconfig.json", "--depsfile", tests + ".deps.json", typeof(PreparationPlan).Assembly.Location, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                onLine?.Invoke(line.Data);
            }
        };
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
