namespace SraCl.Fuzz.Tests;

public sealed class FuzzTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sracl-fuzz-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task ReadAsync_ThousandsOfMutatedInputs_EachIsRefusedOrReadAsItShouldBe()
    {
        string? hung = null;
        var run = new FuzzRun(seed: 2024, _directory.FullName, what => hung = what);

        await run.ExecuteAsync(first: 0, count: 2_000);

        Assert.Null(hung);
        Assert.Empty(run.Findings);
        Assert.Equal(FuzzTargets.All.Count, run.Counts.Count);
        Assert.All(run.Counts, counts => Assert.True(counts.Value.Accepted > 0, $"Nothing of the kind '{counts.Key}' was accepted."));
        Assert.InRange(run.Counts.Values.Sum(counts => counts.Refused), 500, 1_500);
    }

    [Fact]
    public async Task ReadAsync_ValidInputs_AreAccepted()
    {
        foreach (FuzzTarget target in FuzzTargets.All)
        {
            foreach (FuzzSeed seed in target.Seeds(Folder("seeds")))
            {
                string input = Folder("input");
                foreach ((string name, byte[] content) in seed.Files)
                {
                    File.WriteAllBytes(Path.Combine(input, name), content);
                }

                await target.ReadAsync(new FuzzInput(seed.Kind, input, Folder("scratch"), Path.Combine(input, seed.Files[0].Name)));
            }
        }
    }

    [Fact]
    public async Task ExecuteAsync_SameSeedAndNumbers_GivesTheSameFiles()
    {
        Assert.Equal(await FilesAsync(), await FilesAsync());

        async Task<Dictionary<string, string>> FilesAsync()
        {
            var run = new FuzzRun(seed: 7, Folder("run"), _ => { });
            await run.ExecuteAsync(first: 41, count: 1);
            return Directory.GetFiles(Path.Combine(_directory.FullName, "run", "input")).ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)), StringComparer.Ordinal);
        }
    }

    private string Folder(string name)
    {
        var folder = new DirectoryInfo(Path.Combine(_directory.FullName, name));
        if (folder.Exists)
        {
            folder.Delete(recursive: true);
        }

        folder.Create();
        return folder.FullName;
    }
}
