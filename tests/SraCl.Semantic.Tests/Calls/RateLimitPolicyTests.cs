using SraCl.Semantic.Calls;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Calls;

public sealed class RateLimitPolicyTests
{
    private readonly ManualTimeProvider _time = new(jumps: true);

    [Fact]
    public async Task RunAsync_Requests_AreSpreadOverTheMinute()
    {
        var policy = new RateLimitPolicy(new RateLimitOptions { RequestsPerMinute = 120 }, _time);
        var times = new List<double>();

        for (int i = 0; i < 8; i++)
        {
            await policy.RunAsync(() => FakeCalls.Answer());
            times.Add(_time.Elapsed.TotalSeconds);
        }

        Assert.Equal([0, 0, 0.5, 1, 1.5, 2, 2.5, 3], times);
    }

    [Fact]
    public async Task RunAsync_FewRequestsAMinute_AreNeverMoreInTheFirstMinute()
    {
        var policy = new RateLimitPolicy(new RateLimitOptions { RequestsPerMinute = 3 }, _time);
        var times = new List<double>();

        for (int i = 0; i < 4; i++)
        {
            await policy.RunAsync(() => FakeCalls.Answer());
            times.Add(_time.Elapsed.TotalSeconds);
        }

        Assert.Equal([0, 20, 40, 60], times);
    }

    [Fact]
    public async Task RunAsync_AfterAPause_NoMoreThanASecondsWorthGoesAtOnce()
    {
        var policy = new RateLimitPolicy(new RateLimitOptions { RequestsPerMinute = 120 }, _time);

        _time.Advance(TimeSpan.FromHours(1));
        for (int i = 0; i < 4; i++)
        {
            await policy.RunAsync(() => FakeCalls.Answer());
        }

        Assert.Equal(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1), _time.Elapsed);
    }

    [Fact]
    public async Task RunAsync_Tokens_CountWithTheirEstimateAndThenAsReported()
    {
        var policy = new RateLimitPolicy(new RateLimitOptions { TokensPerMinute = 6000 }, _time);

        await policy.RunAsync(new TokenUsage(100, 0), usage: new TokenUsage(500, 500));
        await policy.RunAsync(new TokenUsage(300, 0), usage: null);

        // The first took 1,000 tokens: ten seconds, one of which is given in advance, less the hundredth that the next token takes.
        Assert.Equal(TimeSpan.FromSeconds(9.01), _time.Elapsed);

        await policy.RunAsync(new TokenUsage(1, 0), usage: null);

        Assert.Equal(TimeSpan.FromSeconds(12.01), _time.Elapsed);
    }

    [Fact]
    public async Task RunAsync_BothLimits_TheStricterCounts()
    {
        var policy = new RateLimitPolicy(new RateLimitOptions { RequestsPerMinute = 6000, TokensPerMinute = 60 }, _time);

        await policy.RunAsync(new TokenUsage(10, 0), usage: null);
        await policy.RunAsync(new TokenUsage(10, 0), usage: null);

        Assert.Equal(TimeSpan.FromSeconds(10), _time.Elapsed);
    }

    [Fact]
    public async Task RunAsync_NoLimit_DoesNotWait()
    {
        var policy = new RateLimitPolicy(new RateLimitOptions(), _time);

        for (int i = 0; i < 1000; i++)
        {
            await policy.RunAsync(() => FakeCalls.Answer());
        }

        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task RunAsync_CanceledWhileWaiting_MakesNoCall()
    {
        using var canceled = new CancellationTokenSource();
        var policy = new RateLimitPolicy(new RateLimitOptions { RequestsPerMinute = 1 }, new ManualTimeProvider());
        int calls = 0;
        await policy.RunAsync(() => FakeCalls.Answer());

        Task<CallResult<string>> waiting = policy.RunAsync(
            () =>
            {
                calls++;
                return FakeCalls.Answer();
            },
            canceled.Token);
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, calls);
    }
}
