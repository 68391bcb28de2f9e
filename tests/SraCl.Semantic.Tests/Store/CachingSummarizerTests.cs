using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Store;

public sealed class CachingSummarizerTests : IDisposable
{
    private static readonly SummaryPrompt Prompt = new("system", "user");

    private readonly TemporaryDirectory _directory = new();
    private readonly SemanticStore _store;

    public CachingSummarizerTests() => _store = SemanticStore.Open(_directory.File("store.db"));

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task SummarizeAsync_SecondTime_ComesFromTheStore()
    {
        var inner = new FakeSummarizer();
        SummaryAnswer first = await new CachingSummarizer(inner, _store).SummarizeAsync(Prompt);
        SummaryAnswer second = await new CachingSummarizer(inner, _store).SummarizeAsync(Prompt);

        Assert.Equal(FakeSummarizer.To(Prompt), first);
        Assert.Equal(first, second);
        Assert.Single(inner.Asked);
    }

    [Fact]
    public async Task SummarizeAsync_AnotherModel_AsksAgainAndKeepsTheOld()
    {
        var first = new FakeSummarizer { Fingerprint = "one" };
        var second = new FakeSummarizer((_, _) => Task.FromResult(new SummaryAnswer("better"))) { Fingerprint = "two" };
        await new CachingSummarizer(first, _store).SummarizeAsync(Prompt);

        Assert.Equal("better", (await new CachingSummarizer(second, _store).SummarizeAsync(Prompt)).Text);
        Assert.Equal(FakeSummarizer.To(Prompt), await new CachingSummarizer(first, _store).SummarizeAsync(Prompt));
        Assert.Single(first.Asked);
    }

    [Fact]
    public async Task SummarizeAsync_Failure_IsRecordedNotCached()
    {
        int attempts = 0;
        var inner = new FakeSummarizer((prompt, _) => attempts++ == 0 ? throw new SummaryException("The model refused.", isTransient: false) : Task.FromResult(FakeSummarizer.To(prompt)));
        var caching = new CachingSummarizer(inner, _store);

        await Assert.ThrowsAsync<SummaryException>(() => caching.SummarizeAsync(Prompt));
        Assert.Equal("The model refused.", Assert.Single(_store.ReadFailures("fake")).Reason);
        Assert.Equal(FakeSummarizer.To(Prompt), await caching.SummarizeAsync(Prompt));
        Assert.Empty(_store.ReadFailures("fake"));
    }

    [Fact]
    public async Task SummarizeAsync_EqualPromptsAtOnce_ShareACall()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inner = new FakeSummarizer(async (prompt, _) =>
        {
            await release.Task;
            return FakeSummarizer.To(prompt);
        });
        var caching = new CachingSummarizer(inner, _store);
        Task<SummaryAnswer>[] asked = Enumerable.Range(0, 20).Select(_ => caching.SummarizeAsync(Prompt)).ToArray();
        release.SetResult();

        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(FakeSummarizer.To(Prompt), answer));
        Assert.Single(inner.Asked);
    }

    [Fact]
    public async Task SummarizeAsync_OneOfTwoCancelled_TheOtherStillGetsTheAnswer()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inner = new FakeSummarizer(async (prompt, token) =>
        {
            started.SetResult();
            await release.Task.WaitAsync(token);
            return FakeSummarizer.To(prompt);
        });
        var caching = new CachingSummarizer(inner, _store);
        using var cancellation = new CancellationTokenSource();
        Task<SummaryAnswer> impatient = caching.SummarizeAsync(Prompt, cancellation.Token);
        Task<SummaryAnswer> patient = caching.SummarizeAsync(Prompt);
        await started.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        release.SetResult();
        Assert.Equal(FakeSummarizer.To(Prompt), await patient);
    }

    [Fact]
    public async Task SummarizeAsync_AllCancelled_CancelsTheCallAndLeavesNothingRunning()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool ended = false;
        var inner = new FakeSummarizer(async (_, token) =>
        {
            started.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                ended = true;
            }

            throw new InvalidOperationException("Not reached.");
        });
        using var cancellation = new CancellationTokenSource();
        Task<SummaryAnswer> asked = new CachingSummarizer(inner, _store).SummarizeAsync(Prompt, cancellation.Token);
        await started.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.True(ended);
        Assert.Empty(_store.ReadFailures("fake"));
    }
}
