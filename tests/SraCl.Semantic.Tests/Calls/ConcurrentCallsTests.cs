using SraCl.Semantic.Calls;

namespace SraCl.Semantic.Tests.Calls;

public sealed class ConcurrentCallsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task RunAsync_AnyConcurrency_MakesEveryCallOnceAndNoMoreAtATime(int concurrency)
    {
        var made = new int[20];
        var gate = new Lock();
        int inFlight = 0;
        int most = 0;

        await ConcurrentCalls.RunAsync(made.Length, concurrency, async i =>
        {
            lock (gate)
            {
                made[i]++;
                most = Math.Max(most, ++inFlight);
            }

            await Task.Yield();
            lock (gate)
            {
                inFlight--;
            }
        });

        Assert.All(made, times => Assert.Equal(1, times));
        Assert.InRange(most, 1, concurrency);
    }

    [Fact]
    public async Task RunAsync_Failures_WaitsForTheOthersStartsNoneAndRaisesTheFirst()
    {
        TaskCompletionSource[] calls = [.. Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource())];
        using var started = new CountdownEvent(3);
        int late = 0;
        calls[3].SetResult();
        calls[4].SetResult();
        Task run = ConcurrentCalls.RunAsync(calls.Length, 3, i =>
        {
            if (i < 3)
            {
                started.Signal();
            }
            else
            {
                Interlocked.Increment(ref late);
            }

            return calls[i].Task;
        });

        // On a thread of the pool what follows a call runs before the next line.
        await Task.Run(() =>
        {
            started.Wait();
            calls[1].SetException(new InvalidOperationException("The first failed."));
            calls[2].SetException(new InvalidOperationException("The second failed."));
            Assert.False(run.IsCompleted);
            calls[0].SetResult();
        });

        Assert.Equal("The first failed.", (await Assert.ThrowsAsync<InvalidOperationException>(() => run)).Message);
        Assert.Equal(0, late);
    }

    [Fact]
    public async Task RunAsync_NoCalls_Ends() => await ConcurrentCalls.RunAsync(0, 4, _ => throw new InvalidOperationException("There is none."));
}
