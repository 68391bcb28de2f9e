using SraCl.Neighbors;
using SraCl.Semantic.Catalog;
using SraCl.Semantic.Embeddings;
using SraCl.Semantic.Preparation;
using SraCl.Semantic.Prompts;
using SraCl.Semantic.Store;
using SraCl.Semantic.Summaries;
using SraCl.Semantic.Tests.Prompts;
using SraCl.Semantic.Tests.Store;
using SraCl.Splits;

namespace SraCl.Semantic.Tests.Preparation;

public sealed class SummaryPipelineTests : IDisposable
{
    private const int Items = 12;

    private readonly TemporaryDirectory _directory = new();
    private readonly SemanticStore _store;

    public SummaryPipelineTests() => _store = SemanticStore.Open(_directory.File("store.db"));

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task RunAsync_ManyPrompts_AnswersStandInTheirOrder()
    {
        SummaryPrompt[] prompts = FakeSummarizer.Prompts(300);
        var inner = new FakeSummarizer(async (prompt, _) =>
        {
            await Task.Yield(); // Answers come in another order than they were asked for.
            return FakeSummarizer.To(prompt);
        });
        SummaryRun run = await Pipeline(inner, 16).RunAsync([.. prompts, .. prompts[..50]]);

        Assert.Equal([.. prompts.Select(FakeSummarizer.To), .. prompts[..50].Select(FakeSummarizer.To)], run.Answers);
        Assert.Equal(300, inner.Asked.Count);
        Assert.True(run.IsComplete);
        Assert.False(run.IsStopped);
        Assert.Equal(new SummaryProgress(350, 350, 0, 0, 300, 0, new TokenUsage(3000, 600)), run.Progress);
    }

    [Fact]
    public async Task RunAsync_Again_AsksNothing()
    {
        SummaryPrompt[] prompts = FakeSummarizer.Prompts(20);
        var inner = new FakeSummarizer();
        await Pipeline(inner).RunAsync(prompts[..15]);
        SummaryRun run = await Pipeline(inner).RunAsync(prompts);

        Assert.Equal(prompts.Select(FakeSummarizer.To), run.Answers);
        Assert.Equal(20, inner.Asked.Count);
        Assert.Equal((20, 15, 5), (run.Progress.Done, run.Progress.Cached, run.Progress.Calls));
    }

    [Fact]
    public async Task RunAsync_Progress_ComesInOrder()
    {
        var reports = new List<SummaryProgress>();
        SummaryPrompt[] prompts = FakeSummarizer.Prompts(50);
        await Pipeline(new FakeSummarizer()).RunAsync(prompts[..10]);
        await Pipeline(new FakeSummarizer((prompt, _) => prompt.User.EndsWith('7') ? throw Failure() : Task.FromResult(FakeSummarizer.To(prompt))), 8)
            .RunAsync(prompts, new Reports(reports.Add));

        Assert.Equal(Enumerable.Range(10, 41), reports.Select(report => report.Done + report.Failed));
        Assert.Equal(new SummaryProgress(50, 46, 10, 4, 36, 0, new TokenUsage(360, 72)), reports[^1]);
    }

    [Fact]
    public async Task RunAsync_Failures_AreReportedRecordedAndAskedAgain()
    {
        SummaryPrompt[] prompts = FakeSummarizer.Prompts(10);
        var inner = new FakeSummarizer((prompt, _) => prompt.User is "prompt 3" or "prompt 8" ? throw Failure() : Task.FromResult(FakeSummarizer.To(prompt)));
        SummaryRun first = await Pipeline(inner).RunAsync([.. prompts, prompts[3]]);

        Assert.Equal([3, 8], first.Failures.Select(failure => failure.Index));
        Assert.Equal("No answer.", first.Failures[0].Error.Message);
        Assert.Equal((8, 3), (first.Progress.Done, first.Progress.Failed));
        Assert.Null(first.Answers[3]);
        Assert.Null(first.Answers[10]);
        Assert.False(first.IsComplete);
        Assert.False(first.IsStopped);
        Assert.Equal(2, _store.ReadFailures("fake").Count);

        inner = new FakeSummarizer();
        SummaryRun second = await Pipeline(inner).RunAsync(prompts);
        Assert.True(second.IsComplete);
        Assert.Equal(["prompt 3", "prompt 8"], inner.Asked.Order());
        Assert.Empty(_store.ReadFailures("fake"));
    }

    [Fact]
    public async Task RunAsync_Stopped_StoresTheCallsInFlightAndAsksNoOther()
    {
        const int Concurrency = 4;
        using var stop = new CancellationTokenSource();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var inFlight = new CountdownEvent(Concurrency);
        SummaryPrompt[] prompts = FakeSummarizer.Prompts(20);
        var inner = new FakeSummarizer(async (prompt, _) =>
        {
            inFlight.Signal();
            await release.Task;
            return FakeSummarizer.To(prompt);
        });
        Task<SummaryRun> running = Pipeline(inner, Concurrency).RunAsync(prompts, stopToken: stop.Token);
        await Task.Run(() => inFlight.Wait());
        await stop.CancelAsync();
        Assert.False(running.IsCompleted);
        release.SetResult();
        SummaryRun stopped = await running;

        Assert.Equal(Concurrency, stopped.Progress.Done);
        Assert.True(stopped.IsStopped);
        Assert.Equal(Concurrency, _store.ReadAnswers("fake").Count);

        var rest = new FakeSummarizer();
        Assert.True((await Pipeline(rest).RunAsync(prompts)).IsComplete);
        Assert.Equal(prompts[Concurrency..].Select(prompt => prompt.User).Order(), rest.Asked.Order());
    }

    [Fact]
    public async Task RunAsync_Cancelled_GivesUpTheCallsInFlight()
    {
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inner = new FakeSummarizer(async (prompt, token) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return FakeSummarizer.To(prompt);
        });
        Task<SummaryRun> running = Pipeline(inner).RunAsync(FakeSummarizer.Prompts(9), cancellationToken: cancellation.Token);
        await started.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(_store.ReadAnswers("fake"));
    }

    [Fact]
    public async Task RunAsync_AnotherError_EndsTheRunAfterTheCallsInFlight()
    {
        // Such as an exceeded budget: no prompt is to blame, and the next one would meet it too.
        const int Count = 20_000;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inner = new FakeSummarizer(async (prompt, _) =>
        {
            if (prompt.User is "prompt 1")
            {
                release.SetResult();
                throw new SraClException("The budget is spent.");
            }

            await release.Task;
            return FakeSummarizer.To(prompt);
        });

        Assert.Equal("The budget is spent.", (await Assert.ThrowsAsync<SraClException>(() => Pipeline(inner, 2).RunAsync(FakeSummarizer.Prompts(Count)))).Message);
        Assert.InRange(inner.Asked.Count, 2, Count - 1);
        Assert.Equal(inner.Asked.Count - 1, _store.ReadAnswers("fake").Count);
        Assert.Empty(_store.ReadFailures("fake"));
    }

    [Fact]
    public async Task RunAsync_NothingButFailures_StopsEarly()
    {
        var inner = new FakeSummarizer((_, _) => throw Failure());
        var pipeline = new SummaryPipeline(new CachingSummarizer(inner, _store), new SummaryPipelineOptions { Concurrency = 1, MaxFailuresInARow = 5 });
        SummaryRun run = await pipeline.RunAsync(FakeSummarizer.Prompts(100));

        Assert.Equal((5, 5, true), (inner.Asked.Count, run.Progress.Failed, run.IsStopped));

        // An answer in between shows that the server works.
        var halting = new FakeSummarizer((prompt, _) => prompt.User.EndsWith('0') ? Task.FromResult(FakeSummarizer.To(prompt)) : throw Failure());
        var patient = new SummaryPipeline(new CachingSummarizer(halting, _store), new SummaryPipelineOptions { Concurrency = 1, MaxFailuresInARow = 10 });
        Assert.False((await patient.RunAsync(FakeSummarizer.Prompts(100))).IsStopped);
    }

    [Fact]
    public async Task RunAsync_FailureThatConcernsEveryCall_StopsAtOnce()
    {
        var inner = new FakeSummarizer((prompt, _) => prompt.User.EndsWith('2')
            ? throw new SummaryException("Wrong key.", isTransient: false) { ConcernsEveryCall = true }
            : Task.FromResult(FakeSummarizer.To(prompt)));

        SummaryRun run = await Pipeline(inner, concurrency: 1).RunAsync(FakeSummarizer.Prompts(100));

        Assert.Equal((3, 2, 1, true), (inner.Asked.Count, run.Progress.Done, run.Progress.Failed, run.IsStopped));
    }

    [Fact]
    public async Task Estimate_SomeCached_SaysWhatIsLeftAndAsksNothing()
    {
        SummaryPrompt[] prompts = FakeSummarizer.Prompts(10); // 14 characters each: 4 tokens.
        var inner = new FakeSummarizer();
        await Pipeline(inner).RunAsync(prompts[..4]);
        SummaryEstimate estimate = Pipeline(inner).Estimate([.. prompts, prompts[0], prompts[9], prompts[9]], answerTokens: 150);

        Assert.Equal(new SummaryEstimate(13, 5, 2, 6, 24, 900), estimate);
        Assert.Equal(5 / 13.0, estimate.CachedShare);
        Assert.Equal(4, inner.Asked.Count);
        Assert.Equal(0, Pipeline(inner).Estimate([], 1).CachedShare);
    }

    [Fact]
    public async Task RunAsync_OneDescriptionChanged_AsksOnePromptAgain()
    {
        TrainingSplit train = TestSplit.Make(Items).Train;
        var inner = new FakeSummarizer();
        await Pipeline(inner).RunAsync(Prompts(TestCatalog.Make(Items)));
        inner.Asked.Clear();
        await Pipeline(inner).RunAsync(Prompts(TestCatalog.Make(Items, (id, item) => id == 5 ? item with { Description = "new" } : item)));

        Assert.Contains("Description: new", Assert.Single(inner.Asked), StringComparison.Ordinal);

        SummaryPrompt[] Prompts(ItemCatalog catalog) => new ItemPrompts(train, catalog).ComposeAll().Select(prompt => prompt.Prompt).ToArray();
    }

    [Fact]
    public async Task RunAsync_AnotherModel_AsksAllAndKeepsTheOld()
    {
        SummaryPrompt[] prompts = FakeSummarizer.Prompts(7);
        await Pipeline(new FakeSummarizer { Fingerprint = "one" }).RunAsync(prompts);
        var second = new FakeSummarizer { Fingerprint = "two" };
        await Pipeline(second).RunAsync(prompts);
        var first = new FakeSummarizer { Fingerprint = "one" };
        SummaryRun again = await Pipeline(first).RunAsync(prompts);

        Assert.Equal(7, second.Asked.Count);
        Assert.Empty(first.Asked);
        Assert.Equal(7, again.Progress.Cached);
    }

    [Fact]
    public async Task RunAsync_AnotherK_AsksNothing()
    {
        TrainingSplit train = TestSplit.Make(Items).Train;
        var summarizer = new FakeSummarizer();
        var embedder = new FakeEmbedder();
        SemanticNeighbors three = await PrepareAsync(3);
        (int prompts, int texts) = (summarizer.Asked.Count, embedder.Asked.Count);
        SemanticNeighbors five = await PrepareAsync(5);

        Assert.Equal((3, 5), (three.Items.Table.K, five.Items.Table.K));
        Assert.Equal((prompts, texts), (summarizer.Asked.Count, embedder.Asked.Count));
        Assert.NotEqual(0, prompts);

        async Task<SemanticNeighbors> PrepareAsync(int k)
        {
            ItemCatalog catalog = TestCatalog.Make(Items);
            EmbeddingMatrix items = await EmbedAsync(new ItemPrompts(train, catalog).ComposeAll());
            EmbeddingMatrix sequences = await EmbedAsync(new SequencePrompts(train, catalog).ComposeAll());
            var withPadding = new EmbeddingMatrix(items.Dimension, [.. new float[items.Dimension], .. Enumerable.Range(0, items.RowCount).SelectMany(row => items[row].ToArray())]);
            return SemanticNeighborsBuilder.Build(train, withPadding, sequences, new SemanticNeighborsOptions { K = k });
        }

        async Task<EmbeddingMatrix> EmbedAsync(IEnumerable<ComposedPrompt> prompts)
        {
            SummaryRun run = await Pipeline(summarizer).RunAsync(prompts.Select(prompt => prompt.Prompt).ToArray());
            TextVectors vectors = await new CachingEmbedder(embedder, _store).EmbedAsync(run.Answers.Select(answer => answer!.Text).ToArray());
            return vectors.Vectors;
        }
    }

    [Fact]
    public void Create_BadOptions_NamesValueAndCure()
    {
        Assert.Contains("SummaryPipelineOptions.Concurrency is 0; expected at least 1.", Error(new SummaryPipelineOptions { Concurrency = 0 }), StringComparison.Ordinal);
        Assert.Contains("MaxFailuresInARow is -1", Error(new SummaryPipelineOptions { MaxFailuresInARow = -1 }), StringComparison.Ordinal);

        string Error(SummaryPipelineOptions options) => Assert.Throws<SraClException>(() => new SummaryPipeline(new CachingSummarizer(new FakeSummarizer(), _store), options)).Message;
    }

    private static SummaryException Failure() => new("No answer.", isTransient: true);

    private SummaryPipeline Pipeline(FakeSummarizer inner, int concurrency = 4) =>
        new(new CachingSummarizer(inner, _store), new SummaryPipelineOptions { Concurrency = concurrency });

    private sealed class Reports(Action<SummaryProgress> report) : IProgress<SummaryProgress>
    {
        public void Report(SummaryProgress value) => report(value);
    }
}
