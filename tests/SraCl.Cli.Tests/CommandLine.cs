using SraCl.Cli.Consoles;

namespace SraCl.Cli.Tests;

/// <summary>Runs <c>sracl</c> in this process, with neither output a terminal.</summary>
internal static class CommandLine
{
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await CliApp.RunAsync(args, new CliConsole(output, error));
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that must succeed and gives its standard output.</summary>
    public static async Task<string> OutputAsync(params string[] args)
    {
        (int exitCode, string output, string error) = await RunAsync(args);
        Assert.True(exitCode == ExitCode.Success, error);
        return output;
    }

    /// <summary>Runs a command that must fail over its input, with one paragraph on standard error and nothing else, and gives that paragraph.</summary>
    public static Task<string> ErrorAsync(params string[] args) => ErrorAsync(args, expectOutput: false);

    /// <summary>Runs a command that must fail over its input, with one paragraph on standard error, and gives that paragraph.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="expectOutput">Whether it fails only after it has reported its data.</param>
    public static async Task<string> ErrorAsync(string[] args, bool expectOutput)
    {
        (int exitCode, string output, string error) = await RunAsync(args);
        Assert.True(exitCode == ExitCode.BadInput, $"exit code {exitCode}: {error}{output}");
        Assert.Equal(expectOutput, output.Length > 0);
        string line = error.TrimEnd('\r', '\n');
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.StartsWith("sracl: ", line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Makes the command line of a training that takes a moment; an option given here replaces the one of that name.</summary>
    public static string[] Train(string interactions, string output, params string[] options) => Quick("train", interactions, output, options);

    /// <summary>Makes the command line of a comparison of trainings that take a moment each; an option given here replaces the one of that name.</summary>
    public static string[] Ablate(PreparedShop shop, string output, params string[] options) =>
        Quick("ablate", shop.Interactions, output, ["--semantics", shop.Semantics, .. options]);

    /// <summary>Makes the command line of a search whose trials take a moment each; an option given here replaces the one of that name.</summary>
    public static string[] Search(string interactions, string output, params string[] options) => Quick("search", interactions, output, options);

    private static string[] Quick(string command, string interactions, string output, string[] options)
    {
        (string Name, string Value)[] quick =
        [
            ("--hidden-size", "8"), ("--layers", "1"), ("--heads", "1"), ("--epochs", "2"), ("--batch-size", "32"), ("--device", "cpu"), ("--threads", "1"),
        ];
        return
        [
            command, "--interactions", interactions, "--out", output,
            .. quick.Where(option => !options.Contains(option.Name)).SelectMany(option => new[] { option.Name, option.Value }),
            .. options,
        ];
    }
}
