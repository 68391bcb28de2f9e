using SraCl.Semantic.Calls;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Calls;

public sealed class BudgetPolicyTests
{
    [Fact]
    public async Task RunAsync_Tokens_StopBeforeTheLimit()
    {
        var budget = new Budget(new BudgetOptions { MaxTokens = 45 });
        var policy = new BudgetPolicy(budget);
        int calls = 0;

        BudgetExceededException exception = await Assert.ThrowsAsync<BudgetExceededException>(async () =>
        {
            while (true)
            {
                await policy.RunAsync(() =>
                {
                    calls++;
                    return FakeCalls.Answer();
                });
            }
        });

        Assert.Equal(3, calls);
        Assert.Equal(new BudgetSpending(0, new TokenUsage(30, 15), 3, 0), exception.Spent);
        Assert.Equal(
            "The budget is used up. BudgetOptions.MaxTokens is 45: 45 are spent, and the next call may take 15. Raise it to go on.", exception.Message);
    }

    [Fact]
    public async Task RunAsync_Money_IsCountedWithThePricesOfTheModel()
    {
        var budget = new Budget();
        var chat = new BudgetPolicy(budget, new ModelPrice(0.27m, 1.10m));
        var embeddings = new BudgetPolicy(budget, new ModelPrice(0.02m));

        await chat.RunAsync(new TokenUsage(1, 1), usage: new TokenUsage(1_000_000, 500_000));
        await embeddings.RunAsync(new TokenUsage(1, 0), usage: new TokenUsage(2_000_000, 0));

        Assert.Equal(0.27m + 0.55m + 0.04m, budget.Spent.Cost);
        Assert.Equal(new TokenUsage(3_000_000, 500_000), budget.Spent.Tokens);
    }

    [Fact]
    public async Task RunAsync_CallsInFlight_AreSetAside()
    {
        var budget = new Budget(new BudgetOptions { MaxTokens = 40 });
        var policy = new BudgetPolicy(budget);
        var answered = new TaskCompletionSource<CallResult<string>>();

        Task<CallResult<string>>[] inFlight = [.. Enumerable.Range(0, 2).Select(_ => policy.RunAsync(FakeCalls.Call, _ => answered.Task, CancellationToken.None))];
        int calls = 0;
        Task<CallResult<string>> third = policy.RunAsync(() => FakeCalls.Answer(output: ++calls));
        Assert.Equal((false, 0), (third.IsCompleted, calls));
        answered.SetResult(FakeCalls.Answer(input: 1, output: 1));
        await Task.WhenAll(inFlight);

        Assert.Equal("answer", (await third.WaitAsync(TimeSpan.FromSeconds(20))).Value);
        Assert.Equal(new TokenUsage(12, 3), budget.Spent.Tokens);
    }

    [Fact]
    public async Task RunAsync_CallsInFlightTakeWhatIsLeft_FailsWhenTheyHave()
    {
        var budget = new Budget(new BudgetOptions { MaxTokens = 40 });
        var policy = new BudgetPolicy(budget);
        var answered = new TaskCompletionSource<CallResult<string>>();

        Task<CallResult<string>> inFlight = policy.RunAsync(new ModelCall(new TokenUsage(20, 10), () => string.Empty), _ => answered.Task, CancellationToken.None);
        Task<CallResult<string>> waiting = policy.RunAsync(() => FakeCalls.Answer());
        await Assert.ThrowsAsync<BudgetExceededException>(() => policy.RunAsync(new TokenUsage(41, 0), usage: null).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.False(waiting.IsCompleted);
        answered.SetResult(FakeCalls.Answer(20, 10));
        await inFlight;

        BudgetExceededException exception = await Assert.ThrowsAsync<BudgetExceededException>(() => waiting);
        Assert.Contains("MaxTokens is 40: 30 are spent, and the next call may take 20.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ManyCallsOfWhichTwoFit_AreAllMadeTwoAtATime()
    {
        const int Calls = 1000;
        var budget = new Budget(new BudgetOptions { MaxTokens = 40 });
        var policy = new BudgetPolicy(budget);
        var gate = new Lock();
        int inFlight = 0;
        int most = 0;

        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, token) => await policy.RunAsync(FakeCalls.Call, AnswerAsync, token));

        Assert.Equal(new BudgetSpending(0, default, Calls, 0), budget.Spent);
        Assert.InRange(most, 1, 2);

        async Task<CallResult<string>> AnswerAsync(CancellationToken token)
        {
            lock (gate)
            {
                most = Math.Max(most, ++inFlight);
            }

            await Task.Yield();
            lock (gate)
            {
                inFlight--;
            }

            return FakeCalls.Answer(input: 0, output: 0);
        }
    }

    [Fact]
    public async Task RunAsync_CanceledWhileWaiting_MakesWayForTheNext()
    {
        var budget = new Budget(new BudgetOptions { MaxTokens = 40 });
        var policy = new BudgetPolicy(budget);
        var answered = new TaskCompletionSource<CallResult<string>>();
        using var canceled = new CancellationTokenSource();

        Task<CallResult<string>> inFlight = policy.RunAsync(FakeCalls.Call, _ => answered.Task, CancellationToken.None);
        Task<CallResult<string>> large = policy.RunAsync<string>(
            new ModelCall(new TokenUsage(30, 0), () => string.Empty), _ => throw new InvalidOperationException("It was cancelled."), canceled.Token);
        Task<CallResult<string>> small = policy.RunAsync(() => FakeCalls.Answer());
        Assert.False(small.IsCompleted);
        await canceled.CancelAsync();

        // Not for ever, should nobody be served.
        var limit = TimeSpan.FromSeconds(20);
        Assert.Equal(canceled.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large.WaitAsync(limit))).CancellationToken);
        Assert.Equal("answer", (await small.WaitAsync(limit)).Value);
        answered.SetResult(FakeCalls.Answer());
        await inFlight;
        Assert.Equal(new BudgetSpending(0, new TokenUsage(20, 10), 2, 0), budget.Spent);
    }

    [Fact]
    public async Task RunAsync_LongOutputs_RaiseTheEstimate()
    {
        var budget = new Budget(new BudgetOptions { MaxTokens = 1500 });
        var policy = new BudgetPolicy(budget);

        await policy.RunAsync(FakeCalls.Call.Estimate, usage: new TokenUsage(10, 800));

        await Assert.ThrowsAsync<BudgetExceededException>(() => policy.RunAsync(() => FakeCalls.Answer()));
    }

    [Fact]
    public async Task RunAsync_NoUsage_CountsTheEstimateAndSaysSo()
    {
        var budget = new Budget();

        await new BudgetPolicy(budget).RunAsync(new TokenUsage(10, 5), usage: null);

        Assert.Equal(new BudgetSpending(0, new TokenUsage(10, 5), 1, 1), budget.Spent);
    }

    [Fact]
    public async Task RunAsync_Failures_CountWhatTheProviderReported()
    {
        var budget = new Budget(new BudgetOptions { MaxTokens = 30 });
        var policy = new BudgetPolicy(budget);

        await Assert.ThrowsAsync<SummaryException>(() => policy.RunAsync(() => throw FakeCalls.Failure(usage: new TokenUsage(10, 2))));
        await Assert.ThrowsAsync<SummaryException>(() => policy.RunAsync(() => throw FakeCalls.Failure()));

        Assert.Equal(new BudgetSpending(0, new TokenUsage(10, 2), 2, 0), budget.Spent);
        await policy.RunAsync(() => FakeCalls.Answer());
    }

    [Fact]
    public async Task RunAsync_CanceledInFlight_CountsTheEstimateBecauseItMayBeBilled()
    {
        var budget = new Budget();
        var policy = new BudgetPolicy(budget, new ModelPrice(100_000, 200_000));

        await Assert.ThrowsAsync<OperationCanceledException>(() => policy.RunAsync(() => throw new OperationCanceledException()));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => policy.RunAsync(() => FakeCalls.Answer(), new CancellationToken(canceled: true)));

        Assert.Equal(new BudgetSpending(2, new TokenUsage(10, 5), 1, 1), budget.Spent);
    }
}
