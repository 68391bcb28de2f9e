using SraCl.Cli.Consoles;
using SraCl.Cli.Demo;

namespace SraCl.Cli.Tests.Demo;

public sealed class DemoTourTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_CanceledAfterFirstEpoch_LeavesShopNeighborsAndModel()
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new CancelingWriter("Epoch 1/", cancellation);

        int exitCode = await CliApp.RunAsync(["demo", "--out", _folder["demo"]], new CliConsole(output, TextWriter.Null), cancellation.Token);

        Assert.Equal(ExitCode.Canceled, exitCode);
        Assert.Contains("1,200 users, 2,555 items, 9,071 events", output.ToString(), StringComparison.Ordinal);
        DemoShop shop = DemoShop.Create(1);
        ShopItem item = shop.Items[shop.Baskets[0][0]];
        await CommandLine.OutputAsync("recommend", "--model", Path.Combine(_folder["demo"], "model-plain"), "--history", item.Id);
        Assert.Contains(item.Title, await CommandLine.OutputAsync("neighbors", "--semantics", Path.Combine(_folder["demo"], "neighbors"), "--item", item.Id), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_OneEpoch_GoesTheWholeWayAndItsNextStepsWork()
    {
        using var output = new StringWriter();

        int exitCode = await DemoTour.RunAsync(_folder["demo"], seed: 1, epochs: 1, new CliConsole(output, TextWriter.Null).Report(json: false), CancellationToken.None);

        string[] lines = output.ToString().Split(Environment.NewLine);
        Assert.Equal(ExitCode.Success, exitCode);
        string metric = Assert.Single(lines, line => line.StartsWith("NDCG@10", StringComparison.Ordinal));
        Assert.Matches(@"^NDCG@10 +0\.\d{4} +0\.\d{4} +0\.\d{4} +[+-]\d+\.\d %", metric);
        Assert.Equal(2, lines.Count(line => string.Equals(line, "and the model recommends", StringComparison.Ordinal)));
        string[] steps = [.. lines.Where(line => line.Contains(" --", StringComparison.Ordinal) && line.StartsWith("    ", StringComparison.Ordinal) && line[4] != ' ')];
        Assert.Equal(5, steps.Length);
        foreach (string step in steps.Where(step => !step.Contains(" ablate ", StringComparison.Ordinal)))
        {
            await CommandLine.OutputAsync(step.Trim().Split(' ')[1..]);
        }
    }

    [Fact]
    public async Task Demo_FolderHoldsSomethingElse_IsLeftAlone()
    {
        string note = _folder.Write("note.txt", "mine");

        Assert.Contains("not empty", await CommandLine.ErrorAsync("demo", "--out", Path.GetDirectoryName(note)!), StringComparison.Ordinal);
        Assert.Equal([note], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(note)!));
    }
}
