using SraCl.Semantic.Calls;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Calls;

public sealed class RetryPolicyTests
{
    private readonly ManualTimeProvider _time = new(jumps: true);
    private int _attempts;

    [Fact]
    public async Task RunAsync_TransientFailures_AreTriedAgainAfterWaitsThatGrow()
    {
        RetryPolicy policy = Create(new RetryOptions { MaxAttempts = 5 });

        CallResult<string> result = await policy.RunAsync(() => ++_attempts < 5 ? throw FakeCalls.Failure() : FakeCalls.Answer());

        Assert.Equal("answer", result.Value);
        Assert.Equal(4, _time.Waits.Count);
        Assert.All(_time.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromMinutes(1)));

        // Jitter moves single waits, so the sum is what shows the doubling: four waits of a second at most would be less.
        Assert.True(_time.Elapsed > TimeSpan.FromSeconds(4), $"{_time.Elapsed}");
    }

    [Fact]
    public async Task RunAsync_RetryAfter_IsKept()
    {
        RetryPolicy policy = Create(new RetryOptions());

        await policy.RunAsync(() => ++_attempts == 1 ? throw FakeCalls.Failure(retryAfter: TimeSpan.FromSeconds(42)) : FakeCalls.Answer());

        Assert.Equal([TimeSpan.FromSeconds(42)], _time.Waits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task RunAsync_RetryAfterNotAboveZero_WaitsAsWithoutIt(int seconds)
    {
        RetryPolicy policy = Create(new RetryOptions { MaxAttempts = 5 });

        await policy.RunAsync(() => ++_attempts < 5 ? throw FakeCalls.Failure(retryAfter: TimeSpan.FromSeconds(seconds)) : FakeCalls.Answer());

        Assert.True(_time.Elapsed > TimeSpan.FromSeconds(4), $"{_time.Elapsed}");
    }

    [Fact]
    public async Task RunAsync_RetryAfterBeyondTheCap_FailsAtOnceAndSaysSo()
    {
        RetryPolicy policy = Create(new RetryOptions());
        var wanted = TimeSpan.FromSeconds(100_000);

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => policy.RunAsync(() => throw FakeCalls.Failure(retryAfter: wanted)));

        Assert.Empty(_time.Waits);
        Assert.Equal(wanted, exception.RetryAfter);
        Assert.Equal("It failed. That is longer than the longest wait, RetryOptions.MaxDelay, 00:01:00. Attempts: 1.", exception.Message);
    }

    [Fact]
    public async Task RunAsync_FinalFailure_IsNotTriedAgain()
    {
        RetryPolicy policy = Create(new RetryOptions());
        SummaryException failure = FakeCalls.Failure(isTransient: false);

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => policy.RunAsync(() => throw failure));

        Assert.Same(failure, exception);
        Assert.Empty(_time.Waits);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task RunAsync_NoAttemptSucceeds_CountsAttemptsAndTokens(int maxAttempts)
    {
        RetryPolicy policy = Create(new RetryOptions { MaxAttempts = maxAttempts });

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => policy.RunAsync(() => throw FakeCalls.Failure(usage: new TokenUsage(10, ++_attempts))));

        Assert.Equal(maxAttempts, _attempts);
        Assert.Equal(maxAttempts, exception.Attempts);
        Assert.Equal(new TokenUsage(10 * maxAttempts, maxAttempts * (maxAttempts + 1) / 2), exception.Usage);
        Assert.True(exception.IsTransient);
    }

    [Fact]
    public async Task RunAsync_TokensOfFailedAttempts_CountInTheAnswer()
    {
        RetryPolicy policy = Create(new RetryOptions());

        CallResult<string> result = await policy.RunAsync(() => ++_attempts < 3 ? throw FakeCalls.Failure(usage: new TokenUsage(100, 7)) : FakeCalls.Answer(10, 5));

        Assert.Equal(new TokenUsage(210, 19), result.Usage);
    }

    [Fact]
    public async Task RunAsync_CanceledWhileWaiting_EndsAtOnce()
    {
        using var canceled = new CancellationTokenSource();
        var policy = new RetryPolicy(new RetryOptions(), new ManualTimeProvider());

        Task<CallResult<string>> run = policy.RunAsync(
            () =>
            {
                _attempts++;
                throw FakeCalls.Failure();
            },
            canceled.Token);
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task RunAsync_NoAttemptSucceeds_KeepsWhatTheModelSaid()
    {
        RetryPolicy policy = Create(new RetryOptions { MaxAttempts = 2 });

        SummaryException exception = await Assert.ThrowsAsync<SummaryException>(() => policy.RunAsync(() => throw new SummaryException("It failed.", isTransient: true) { Answer = "half" }));

        Assert.Equal((2, "half"), (exception.Attempts, exception.Answer));
    }

    [Fact]
    public void Constructor_OptionOutOfRange_IsNamed()
    {
        SraClException exception = Assert.Throws<SraClException>(() => new RetryPolicy(new RetryOptions { MaxAttempts = 0 }));

        Assert.Equal("RetryOptions.MaxAttempts is 0; expected at least 1, which is no retry.", exception.Message);
    }

    private RetryPolicy Create(RetryOptions options) => new(options, _time);
}
