using System.Diagnostics;
using System.Globalization;

namespace SraCl.Interop.Tests;

/// <summary>Runs a part of <see cref="Program"/> in a process of its own.</summary>
internal static class ChildProcess
{
    internal static string[] Run(string part, params (string Name, string? Value)[] environment) => Run([part], environment);

    internal static string[] Run(string[] arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };

        // The test host is the `dotnet` program or an executable beside which it is found.
        string host = Path.GetFileNameWithoutExtension(Environment.ProcessPath!);
        if (!host.Equals("dotnet", StringComparison.Ordinal))
        {
            start.FileName = "dotnet";
        }

        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string? value) in environment)
        {
            start.Environment.Remove(name);
            if (value is not null)
            {
                start.Environment.Add(name, value);
            }
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"'{arguments[0]}' ended with {process.ExitCode}: {output}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    internal static long RunForNumber(string part) => long.Parse(Run(part)[0], CultureInfo.InvariantCulture);
}
