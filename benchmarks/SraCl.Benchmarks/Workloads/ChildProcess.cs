using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SraCl.Benchmarks.Workloads;

/// <summary>Runs another command of this program in a process of its own, so that the peaks of measurements do not mix.</summary>
internal static class ChildProcess
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Runs a command and reads the measurement that it prints.</summary>
    /// <exception cref="SraClException">The process failed.</exception>
    public static T Run<T>(params IEnumerable<object> arguments)
    {
        string program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        foreach (object argument in arguments)
        {
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<T>(output, Format)!
            : throw new SraClException($"'{string.Join(' ', start.ArgumentList)}' ended with {process.ExitCode}; expected 0. What it wrote stands above.");
    }
}
