using Microsoft.Data.Sqlite;
using SraCl.Neighbors;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Store;

public sealed class SemanticStoreTests : IDisposable
{
    private static readonly SummaryPrompt Prompt = new("system", "user");

    private static readonly ContentKey Key = ContentKey.OfPrompt("f", Prompt);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void FindAnswer_Reopened_GivesWhatWasAdded()
    {
        var answer = new SummaryAnswer("text with ' and \0 and 茶") { Model = "m-1", Usage = new TokenUsage(7, 3) };
        var bare = new SummaryAnswer("bare");
        ContentKey other = ContentKey.OfPrompt("g", Prompt);
        using (SemanticStore store = Open())
        {
            Assert.Null(store.FindAnswer(Key));
            Assert.Equal(answer, store.AddAnswer(Key, "f", answer));
            store.AddAnswer(other, "g", bare);
        }

        using SemanticStore reopened = Open();
        Assert.Equal(answer, reopened.FindAnswer(Key));
        Assert.Equal(bare, reopened.FindAnswer(other));
        Assert.Equal([new(Key, answer)], reopened.ReadAnswers("f"));
        Assert.Empty(reopened.ReadAnswers("unknown"));
    }

    [Fact]
    public void AddAnswer_Twice_KeepsTheFirstAndCountsBothCalls()
    {
        using SemanticStore store = Open();
        store.AddAnswer(Key, "f", new SummaryAnswer("first") { Usage = new TokenUsage(5, 1) });

        Assert.Equal("first", store.AddAnswer(Key, "f", new SummaryAnswer("second")).Text);
        Assert.Equal(new StoredUsage(2, 1, 5, 1), store.ReadUsage()["f"]);
    }

    [Fact]
    public void AddFailure_Repeated_IsCountedUntilThereIsAnAnswer()
    {
        var time = new FixedTime();
        using SemanticStore store = SemanticStore.Open(_directory.File("store.db"), time);
        store.AddFailure(Key, "f", "busy");
        time.Now += TimeSpan.FromHours(1);
        store.AddFailure(Key, "f", "refused");

        Assert.Equal([new StoredFailure(Key, "refused", 2, time.Now)], store.ReadFailures("f"));
        Assert.Null(store.FindAnswer(Key));
        Assert.Empty(store.ReadUsage());

        store.AddAnswer(Key, "f", new SummaryAnswer("at last"));
        store.AddFailure(Key, "f", "too late: another process was faster");
        Assert.Empty(store.ReadFailures("f"));
    }

    [Fact]
    public void FindEmbeddings_Reopened_GivesTheSameBits()
    {
        ContentKey[] keys = [ContentKey.OfText("e", "a"), ContentKey.OfText("e", "b")];
        float[] values = [1.1f, -0f, float.Epsilon, float.MaxValue, 0.1f, -3e-20f];
        using (SemanticStore store = Open())
        {
            store.AddEmbeddings(keys, "e", new EmbeddingMatrix(3, values), new TokenUsage(8, 0));
            store.AddEmbeddings([keys[0]], "e", new EmbeddingMatrix(3, [0, 0, 0]));
        }

        using SemanticStore reopened = Open();
        IReadOnlyList<float[]?> found = reopened.FindEmbeddings([keys[1], ContentKey.OfText("e", "c"), keys[0]]);
        Assert.Null(found[1]);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), found[2]!.Concat(found[0]!).Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(new StoredUsage(2, 1, 8, 0), reopened.ReadUsage()["e"]);
        Assert.Throws<ArgumentException>(() => reopened.AddEmbeddings(keys, "e", new EmbeddingMatrix(3, [1, 2, 3])));
    }

    [Fact]
    public async Task AddAnswer_FromManyThreads_LosesNothing()
    {
        using SemanticStore store = Open();
        SummaryPrompt[] prompts = FakeSummarizer.Prompts(400);
        await Parallel.ForEachAsync(prompts, (prompt, _) =>
        {
            store.AddAnswer(ContentKey.OfPrompt("f", prompt), "f", FakeSummarizer.To(prompt));
            return ValueTask.CompletedTask;
        });

        Assert.All(prompts, prompt => Assert.Equal(FakeSummarizer.To(prompt), store.FindAnswer(ContentKey.OfPrompt("f", prompt))));
        Assert.Equal(new StoredUsage(400, 0, 4000, 800), store.ReadUsage()["f"]);
    }

    [Fact]
    public void Open_LaterVersion_SaysSo()
    {
        Open().Dispose();
        Execute("PRAGMA user_version = 2");

        string error = OpenError();
        Assert.Contains("store.db' has the format version 2; this version of SraCl reads up to 1. Update SraCl", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DatabaseOfAnother_LeavesItAlone()
    {
        Execute("CREATE TABLE theirs (id INTEGER)");

        Assert.Contains("is an SQLite database of another application", OpenError(), StringComparison.Ordinal);
        Execute("DROP TABLE theirs; PRAGMA user_version = 3");
        Assert.Contains("is an SQLite database of another application", OpenError(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NotADatabase_SaysSo()
    {
        File.WriteAllText(_directory.File("store.db"), new string('x', 4096));

        Assert.Contains("Expected a store of SraCl or no file", OpenError(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoFolder_SaysSo() => Assert.Contains(
        "Expected a file in a folder that exists", Assert.Throws<SraClException>(() => SemanticStore.Open(_directory.File("none/store.db"))).Message, StringComparison.Ordinal);

    [Fact]
    public void FindAnswer_Disposed_Throws()
    {
        SemanticStore store = Open();
        store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => store.FindAnswer(Key));
    }

    private SemanticStore Open() => SemanticStore.Open(_directory.File("store.db"));

    private string OpenError() => Assert.Throws<SraClException>(Open).Message;

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File("store.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
