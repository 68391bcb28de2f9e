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
            "The budget is used up. BudgetOptions.MaxTokens is 45: 45 are spent, 0 are set aside for calls in flight, and the next call may take 15. Raise it to go on.", exception.Message);
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
        await Assert.ThrowsAsync<BudgetExceededException>(() => policy.RunAsync(() => FakeCalls.Answer()));
        answered.SetResult(FakeCalls.Answer(input: 1, output: 1));
        await Task.WhenAll(inFlight);

        await policy.RunAsync(() => FakeCalls.Answer());
        Assert.Equal(new TokenUsage(12, 7), budget.Spent.Tokens);
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
        await Assert.ThrowsAsync<OperationCanceledException>(() => policy.RunAsync(() => throw new OperationCanceledException()));

        Assert.Equal(new BudgetSpending(0, new TokenUsage(10, 2), 3, 0), budget.Spent);
        await policy.RunAsync(() => FakeCalls.Answer());
    }
}
