using SraCl.Cli.Consoles;

namespace SraCl.Cli.Tests;

public sealed class CliAppTests
{
    [Theory]
    [InlineData("--interactions", "train")]
    [InlineData("--out", "prepare", "--interactions", "x")]
    [InlineData("--item", "neighbors", "--semantics", "x")]
    [InlineData("--semantics", "ablate", "--interactions", "x", "--out", "y")]
    [InlineData("'best'", "train", "--interactions", "x", "--out", "y", "--protocol", "best")]
    [InlineData("--history", "recommend", "--model", "x")]
    [InlineData("'yesterday'", "evaluate", "--model", "x", "--split", "yesterday")]
    [InlineData("abc", "train", "--interactions", "x", "--out", "y", "--epochs", "abc")]
    [InlineData("--nonsense", "demo", "--nonsense")]
    public async Task Run_UnusableCommandLine_SaysWhatAndReturns2(string expected, params string[] args)
    {
        (int exitCode, string output, string error) = await CommandLine.RunAsync(args);

        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Equal(string.Empty, output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains($"See: sracl {args[0]} --help", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prepare")]
    [InlineData("neighbors")]
    [InlineData("train")]
    [InlineData("ablate")]
    [InlineData("compare")]
    [InlineData("search")]
    [InlineData("evaluate")]
    [InlineData("recommend")]
    [InlineData("demo")]
    public async Task Run_Help_ListsTheCommandsOptions(string command)
    {
        Assert.Contains($"{command} [options]", await CommandLine.OutputAsync(command, "--help"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Verbose_ShowsTheTrace()
    {
        (int exitCode, _, string error) = await CommandLine.RunAsync("evaluate", "--model", "no such folder", "--verbose");

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UnexpectedError_ReturnsBugAndAsksForAReport()
    {
        using var error = new StringWriter();

        int exitCode = await CliApp.RunAsync(["--help"], new CliConsole(new BrokenWriter(), error));

        Assert.Equal(ExitCode.Bug, exitCode);
        Assert.Contains("InvalidOperationException: broken. This is a bug", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void Write(char value) => throw new InvalidOperationException("broken.");

        public override void Write(string? value) => throw new InvalidOperationException("broken.");

        public override void WriteLine(string? value) => throw new InvalidOperationException("broken.");
    }
}
