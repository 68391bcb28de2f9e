namespace SraCl.Cli.Tests;

/// <summary>A folder that is deleted in the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sracl-cli-tests-");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Writes the purchases of 40 users who walk round a circle of 12 items.</summary>
    public string WriteInteractions(string name = "interactions.txt", char separator = ' ', string header = "")
    {
        IEnumerable<string> rows =
            from user in Enumerable.Range(0, 40)
            from step in Enumerable.Range(0, 4 + (user % 3))
            select $"u{user}{separator}i{(user + step) % 12}\n";
        return Write(name, header + string.Concat(rows));
    }

    /// <summary>Writes a catalog of the circle's items: four tents, four stoves, four lamps.</summary>
    public string WriteItems(string name = "items.jsonl")
    {
        string[] kinds = ["tent", "stove", "lamp"];
        IEnumerable<string> rows = Enumerable.Range(0, 12).Select(item => $$"""{"id":"i{{item}}","title":"{{kinds[item / 4]}} number {{item}}","category":"{{kinds[item / 4]}}s"}""" + "\n");
        return Write(name, string.Concat(rows));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
