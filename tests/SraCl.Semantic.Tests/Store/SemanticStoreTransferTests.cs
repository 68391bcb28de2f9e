using System.Text.Json.Nodes;
using SraCl.Neighbors;
using SraCl.Semantic.Storage;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Store;

public sealed class SemanticStoreTransferTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SemanticStore _store;

    public SemanticStoreTransferTests() => _store = SemanticStore.Open(_directory.File("store.db"), new FixedTime());

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void ImportAnswers_Exported_GivesAnEqualStore()
    {
        SummaryPrompt[] prompts = FakeSummarizer.Prompts(3);
        _store.AddAnswer(Key(0), "f", FakeSummarizer.To(prompts[0]));
        _store.AddAnswer(Key(1), "f", new SummaryAnswer("\"quoted\"\nand <two> lines"));
        _store.AddAnswer(ContentKey.OfPrompt("g", prompts[0]), "g", new SummaryAnswer("of another model"));
        using SemanticStore copy = SemanticStore.Open(_directory.File("copy.db"));
        copy.AddFailure(Key(1), "f", "busy");
        copy.AddAnswer(Key(0), "f", new SummaryAnswer("was here first"));

        Assert.Equal(3, _store.ExportAnswers(_directory.File("answers.jsonl")));
        Assert.Equal(["answer to prompt 0", "\"quoted\"\nand <two> lines", "of another model"], File.ReadLines(_directory.File("answers.jsonl")).Select(line => (string)JsonNode.Parse(line)!["text"]!));
        Assert.Equal(2, copy.ImportAnswers(_directory.File("answers.jsonl")));
        Assert.Equal(0, copy.ImportAnswers(_directory.File("answers.jsonl")));
        Assert.Equal("was here first", copy.FindAnswer(Key(0))!.Text);
        Assert.Equal(_store.FindAnswer(Key(1)), copy.FindAnswer(Key(1)));
        Assert.Equal(_store.ReadAnswers("g"), copy.ReadAnswers("g"));
        Assert.Empty(copy.ReadFailures("f"));
        Assert.Equal(1, copy.ReadUsage()["f"].Calls);
    }

    [Fact]
    public void ExportAnswers_Imported_WritesTheSameBytes()
    {
        _store.AddAnswer(Key(0), "f", FakeSummarizer.To(FakeSummarizer.Prompts(1)[0]));
        _store.ExportAnswers(_directory.File("answers.jsonl"));
        using SemanticStore copy = SemanticStore.Open(_directory.File("copy.db"));
        copy.ImportAnswers(_directory.File("answers.jsonl"));
        copy.ExportAnswers(_directory.File("again.jsonl"));

        string line = File.ReadAllText(_directory.File("answers.jsonl"));
        Assert.Equal(line, File.ReadAllText(_directory.File("again.jsonl")));
        Assert.Equal(
            $$"""{"key":"{{Key(0)}}","fingerprint":"f","text":"answer to prompt 0","time":"2026-01-02T03:04:05+00:00","model":"fake-1","inputTokens":10,"outputTokens":2}""" + "\n", line);
    }

    [Theory]
    [InlineData("{", "line 2 is no answer")]
    [InlineData("null", "it is null")]
    [InlineData("{\"key\":\"12\",\"fingerprint\":\"f\",\"text\":\"t\",\"time\":\"2026-01-02T03:04:05Z\"}", "its key is '12', not 64 hexadecimal digits")]
    [InlineData("{\"fingerprint\":\"f\",\"text\":\"t\",\"time\":\"2026-01-02T03:04:05Z\"}", "line 2 is no answer")]
    public void ImportAnswers_BadLine_NamesItAndAddsNothing(string bad, string expected)
    {
        _store.AddAnswer(Key(0), "f", new SummaryAnswer("good"));
        _store.ExportAnswers(_directory.File("answers.jsonl"));
        File.AppendAllText(_directory.File("answers.jsonl"), bad + "\n");
        using SemanticStore copy = SemanticStore.Open(_directory.File("copy.db"));

        string error = Assert.Throws<SraClException>(() => copy.ImportAnswers(_directory.File("answers.jsonl"))).Message;
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains(_directory.File("answers.jsonl"), error, StringComparison.Ordinal);
        Assert.Null(copy.FindAnswer(Key(0)));
    }

    [Fact]
    public void ImportAnswers_NoFile_SaysSo() => Assert.Contains(
        "cannot be read", Assert.Throws<SraClException>(() => _store.ImportAnswers(_directory.File("none.jsonl"))).Message, StringComparison.Ordinal);

    [Fact]
    public void ImportEmbeddings_Exported_GivesTheSameVectors()
    {
        string[] texts = ["a", "b"];
        NpyFile.WriteEmbeddings(_directory.File("made.npy"), new EmbeddingMatrix(2, [1, 2, 3, 4]));
        _store.ImportEmbeddings(_directory.File("made.npy"), "e", texts);
        _store.ExportEmbeddings(_directory.File("again.npy"), "e", ["b", "a", "b"]);
        EmbeddingMatrix again = NpyFile.ReadEmbeddings(_directory.File("again.npy"));

        Assert.Equal([3, 4, 1, 2, 3, 4], Enumerable.Range(0, 3).SelectMany(row => again[row].ToArray()));
        Assert.Empty(_store.ReadUsage());
        Assert.Contains(
            "lacks the vectors of 1 of 2 texts", Assert.Throws<SraClException>(() => _store.ExportEmbeddings(_directory.File("x.npy"), "e", ["a", "c"])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "has 2 rows; expected 1", Assert.Throws<SraClException>(() => _store.ImportEmbeddings(_directory.File("made.npy"), "e", ["a"])).Message, StringComparison.Ordinal);
    }

    private static ContentKey Key(int prompt) => ContentKey.OfPrompt("f", FakeSummarizer.Prompts(prompt + 1)[prompt]);
}
