namespace SraCl.Cli.Tests;

/// <summary>A small shop and its semantic neighbors, prepared once by the command line.</summary>
public sealed class PreparedShop : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Gets the file of interactions.</summary>
    public string Interactions { get; private set; } = string.Empty;

    /// <summary>Gets the file of items.</summary>
    public string Items { get; private set; } = string.Empty;

    /// <summary>Gets the directory of neighbors by the items' texts.</summary>
    public string Semantics => _folder["semantics"];

    /// <summary>Gets what preparing them printed.</summary>
    public string Output { get; private set; } = string.Empty;

    /// <summary>Gets the directory of neighbors under the official protocol, with k = 5.</summary>
    public string Official => _folder["official"];

    /// <summary>Gets what preparing these printed.</summary>
    public string OfficialOutput { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        Interactions = _folder.WriteInteractions();
        Items = _folder.WriteItems();
        Output = await CommandLine.OutputAsync("prepare", "--interactions", Interactions, "--items", Items, "--out", Semantics);
        OfficialOutput = await CommandLine.OutputAsync(
            "prepare", "-i", Interactions, "--items", Items, "--out", Official, "--protocol", "official", "--k", "5", "--format", "user-item");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();
}
