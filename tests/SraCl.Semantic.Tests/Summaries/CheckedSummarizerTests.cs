using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;
using SraCl.Semantic.Tests.Store;

namespace SraCl.Semantic.Tests.Summaries;

public sealed class CheckedSummarizerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task SummarizeAsync_UnreadableAnswer_IsAFailureThatTellsItsTokensAndIsNotStored()
    {
        using SemanticStore store = SemanticStore.Open(_directory.File("store.db"));
        var usage = new TokenUsage(7, 3);
        var inner = new FakeSummarizer((_, _) => Task.FromResult(new SummaryAnswer(" ") { Usage = usage }));
        var summarizer = new CachingSummarizer(new CheckedSummarizer(inner, text => SummaryParser.ParseSequence(text)), store);
        SummaryPrompt prompt = FakeSummarizer.Prompts(1)[0];

        SummaryException error = await Assert.ThrowsAsync<SummaryException>(() => summarizer.SummarizeAsync(prompt));

        Assert.Equal(usage, error.Usage);
        Assert.Null(store.FindAnswer(ContentKey.OfPrompt(summarizer.Fingerprint, prompt)));
        Assert.Single(store.ReadFailures(summarizer.Fingerprint));
    }

    [Fact]
    public async Task SummarizeAsync_GoodAnswer_Passes()
    {
        var summarizer = new CheckedSummarizer(new FakeSummarizer(), text => SummaryParser.ParseSequence(text));

        Assert.Equal("answer to prompt 0", (await summarizer.SummarizeAsync(FakeSummarizer.Prompts(1)[0])).Text);
        Assert.Equal("fake", summarizer.Fingerprint);
    }
}
