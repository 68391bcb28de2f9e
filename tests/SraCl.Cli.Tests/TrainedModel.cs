namespace SraCl.Cli.Tests;

/// <summary>A small model, trained once by the command line.</summary>
public sealed class TrainedModel : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Gets the model directory.</summary>
    public string Path => _folder["model"];

    /// <summary>Gets the file it was trained on.</summary>
    public string Interactions { get; private set; } = string.Empty;

    /// <summary>Gets what training printed with <c>--json</c>.</summary>
    public string Json { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        Interactions = _folder.WriteInteractions();
        Json = await CommandLine.OutputAsync(CommandLine.Train(Interactions, Path, "--json"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
