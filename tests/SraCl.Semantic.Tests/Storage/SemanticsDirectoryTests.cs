using SraCl.Neighbors;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;
using SraCl.Semantic.Tests.Preparation;

namespace SraCl.Semantic.Tests.Storage;

public sealed class SemanticsDirectoryTests : IDisposable
{
    private static readonly SemanticDetails Details = new() { ItemEmbedder = "random, d = 6", DatasetFingerprint = "f00" };

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Load_Saved_GivesTheSameNeighbors()
    {
        SemanticNeighbors saved = Make(SemanticNeighborsOptions.Official with { K = 4 });
        SemanticsDirectory.Save(_directory.Path, saved);
        SemanticNeighbors loaded = SemanticsDirectory.Load(_directory.Path);

        Assert.Equal((saved.Options, saved.Details), (loaded.Options, loaded.Details));
        AssertEqual(saved.ItemEmbeddings, loaded.ItemEmbeddings);
        AssertEqual(saved.Items.Table, loaded.Items.Table);
        AssertEqual(saved.Samples.Embeddings, loaded.Samples.Embeddings);
        AssertEqual(saved.Samples.Table, loaded.Samples.Table);
        Assert.Equal(saved.Samples.Windows.ToArray(), loaded.Samples.Windows.ToArray());
        Assert.Equal(saved.Samples.Sequences.Count, loaded.Samples.Sequences.Count);
        Assert.All(Enumerable.Range(0, saved.Samples.Sequences.Count), user => Assert.Equal(saved.Samples.Sequences[user].ToArray(), loaded.Samples.Sequences[user].ToArray()));
    }

    [Fact]
    public void ReadManifest_Saved_SaysWhatItIs()
    {
        SemanticNeighbors saved = Make(new SemanticNeighborsOptions { K = 2 });
        SemanticsDirectory.Save(_directory.Path, saved);
        SemanticsManifest manifest = SemanticsDirectory.ReadManifest(_directory.Path);

        Assert.Equal((1, 9, 12, saved.Samples.Windows.Length), (manifest.FormatVersion, manifest.ItemCount, manifest.UserCount, manifest.SequenceCount));
        Assert.Equal(SemanticProtocol.Default, manifest.Protocol);
        Assert.Equal("mean of the newest 20 items", manifest.Details.SequenceEmbedder);
        Assert.Contains("\"protocol\": \"default\"", File.ReadAllText(_directory.File("semantics.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_Twice_ReplacesTheFirst()
    {
        SemanticsDirectory.Save(_directory.Path, Make(new SemanticNeighborsOptions { K = 2 }));
        SemanticsDirectory.Save(_directory.Path, Make(new SemanticNeighborsOptions { K = 3 }));

        Assert.Equal(3, SemanticsDirectory.Load(_directory.Path).Items.Table.K);
        Assert.Equal(8, Directory.GetFiles(_directory.Path).Length);
    }

    [Fact]
    public void Save_FailingOnTheWay_LeavesTheFirst()
    {
        SemanticsDirectory.Save(_directory.Path, Make(new SemanticNeighborsOptions { K = 2 }));
        Directory.CreateDirectory(_directory.File("windows.npy.tmp")); // No file of this name can be written.

        Assert.Contains("cannot be saved", Assert.Throws<SraClException>(() => SemanticsDirectory.Save(_directory.Path, Make(new SemanticNeighborsOptions { K = 3 }))).Message, StringComparison.Ordinal);
        Assert.Equal(2, SemanticsDirectory.Load(_directory.Path).Items.Table.K);
    }

    [Fact]
    public void Save_InterruptedWhileNaming_LoadsAsIncomplete()
    {
        SemanticsDirectory.Save(_directory.Path, Make(new SemanticNeighborsOptions { K = 2 }));
        File.Delete(_directory.File("windows.npy"));
        Directory.CreateDirectory(_directory.File("windows.npy")); // The file cannot be given this name.

        Assert.Throws<SraClException>(() => SemanticsDirectory.Save(_directory.Path, Make(new SemanticNeighborsOptions { K = 3 })));
        Assert.Contains("saving was interrupted", Error(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("item_embeddings.npy", "has 5 rows; 'semantics.json' beside it says 10")]
    [InlineData("sequence_embeddings.npy", "has 5 rows")]
    public void Load_EmbeddingsOfSomethingElse_NamesFileAndNumbers(string name, string expected)
    {
        Save();
        NpyFile.WriteEmbeddings(_directory.File(name), Numbers.Matrix(5, 6, 0));

        AssertError(name, expected);
    }

    [Theory]
    [InlineData("item_neighbors.npy", 10, 3, "has 3 columns; 'semantics.json' beside it says 2")]
    [InlineData("item_neighbors.npy", 4, 2, "has 4 rows")]
    [InlineData("sequence_neighbors.npy", 4, 2, "has 4 rows")]
    [InlineData("windows.npy", 3, 2, "has 6 numbers")]
    [InlineData("sequence_offsets.npy", 1, 2, "has 2 numbers; 'semantics.json' beside it says 13")]
    [InlineData("sequence_items.npy", 40, 1, "it holds the item 0; expected 1..9")]
    public void Load_IntegersOfSomethingElse_NamesFileAndNumbers(string name, int rows, int columns, string expected)
    {
        Save();
        NpyFile.WriteNeighbors(_directory.File(name), new NeighborTable(rows, columns, new int[rows * columns]));

        AssertError(name, expected);
    }

    [Fact]
    public void Load_WindowsOutsideTheSequences_SaysSo()
    {
        int rows = Save().Samples.Windows.Length;
        NpyFile.WriteNeighbors(_directory.File("windows.npy"), new NeighborTable(rows, 2, new int[rows * 2]));

        AssertError("windows.npy", "(user 0, end 0)");
    }

    [Fact]
    public void Load_MissingFile_NamesIt()
    {
        Save();
        File.Delete(_directory.File("windows.npy"));

        Assert.Contains("windows.npy", Error(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "is damaged")]
    [InlineData("[]", "has no formatVersion")]
    [InlineData("{\"formatVersion\": 2, \"sraClVersion\": \"9.9\"}", "format version 2, written by SraCl 9.9")]
    [InlineData("{\"formatVersion\": 1}", "is damaged")]
    public void Load_BadManifest_SaysWhy(string contents, string expected)
    {
        Save();
        File.WriteAllText(_directory.File("semantics.json"), contents);

        AssertError("semantics.json", expected);
    }

    [Theory]
    [InlineData("\"k\": 2", "\"k\": 2, \"k\": 2", "is damaged")]
    [InlineData("\"sraClVersion\"", "\"formatVersion\": 1, \"sraClVersion\"", "is damaged")]
    [InlineData("\"maxLength\": 20", "\"maxLength\": 0", "MaxLength is 0; expected at least 1")]
    public void Load_DamagedManifest_SaysWhy(string right, string wrong, string expected)
    {
        Save();
        string manifest = File.ReadAllText(_directory.File("semantics.json"));
        File.WriteAllText(_directory.File("semantics.json"), manifest.Replace(right, wrong, StringComparison.Ordinal));

        AssertError("semantics.json", expected);
    }

    [Fact]
    public void Load_NoDirectory_SaysSo() => Assert.Contains(
        "does not exist", Assert.Throws<SraClException>(() => SemanticsDirectory.Load(_directory.File("none"))).Message, StringComparison.Ordinal);

    private static SemanticNeighbors Make(SemanticNeighborsOptions options) => options.SequencePool == SequencePool.AllPrefixes
        ? SemanticNeighborsBuilder.BuildFromAllPrefixes(TestSplit.Make(9), Numbers.Matrix(10, 6, 1), options: options, details: Details)
        : SemanticNeighborsBuilder.Build(TestSplit.Make(9).Train, Numbers.Matrix(10, 6, 1), options, Details);

    private static void AssertEqual(EmbeddingMatrix expected, EmbeddingMatrix actual) =>
        Assert.Equal(Enumerable.Range(0, expected.RowCount).Select(row => expected[row].ToArray()), Enumerable.Range(0, actual.RowCount).Select(row => actual[row].ToArray()));

    private static void AssertEqual(NeighborTable expected, NeighborTable actual) =>
        Assert.Equal(Enumerable.Range(0, expected.RowCount).Select(row => expected[row].ToArray()), Enumerable.Range(0, actual.RowCount).Select(row => actual[row].ToArray()));

    private SemanticNeighbors Save()
    {
        SemanticNeighbors saved = Make(new SemanticNeighborsOptions { K = 2 });
        SemanticsDirectory.Save(_directory.Path, saved);
        return saved;
    }

    private string Error() => Assert.Throws<SraClException>(() => SemanticsDirectory.Load(_directory.Path)).Message;

    private void AssertError(string name, string expected)
    {
        string error = Error();
        Assert.Contains(_directory.File(name), error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
