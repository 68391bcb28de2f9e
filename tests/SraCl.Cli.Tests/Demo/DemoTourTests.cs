using SraCl.Cli.Consoles;

namespace SraCl.Cli.Tests.Demo;

public sealed class DemoTourTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_CanceledAfterFirstEpoch_LeavesShopAndModel()
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new CancelingWriter("Epoch 1/", cancellation);

        int exitCode = await CliApp.RunAsync(["demo", "--out", _folder["demo"]], new CliConsole(output, TextWriter.Null), cancellation.Token);

        Assert.Equal(ExitCode.Canceled, exitCode);
        Assert.Contains("2,000 users, 790 items, 15,099 events", output.ToString(), StringComparison.Ordinal);
        await CommandLine.OutputAsync("recommend", "--model", Path.Combine(_folder["demo"], "model"), "--history", "p0001,p0070");
    }

    [Fact]
    public async Task Demo_FolderHoldsSomethingElse_IsLeftAlone()
    {
        string note = _folder.Write("note.txt", "mine");

        Assert.Contains("not empty", await CommandLine.ErrorAsync("demo", "--out", Path.GetDirectoryName(note)!), StringComparison.Ordinal);
        Assert.Equal([note], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(note)!));
    }
}
