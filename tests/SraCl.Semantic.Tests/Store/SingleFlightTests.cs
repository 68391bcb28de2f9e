using SraCl.Semantic.Store;

namespace SraCl.Semantic.Tests.Store;

public sealed class SingleFlightTests
{
    [Fact]
    public async Task RunAsync_SameKeyAtOnce_MakesOneCallForAll()
    {
        var flights = new SingleFlight<string, int>();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        Task<int>[] asked = Enumerable.Range(0, 20).Select(i => flights.RunAsync(i % 2 == 0 ? "even" : "odd", CallAsync, CancellationToken.None)).ToArray();
        release.SetResult();
        int[] results = await Task.WhenAll(asked);

        Assert.Equal(2, calls);
        Assert.Equal([1, 2], results.Distinct().Order());

        await flights.RunAsync("even", CallAsync, CancellationToken.None);
        Assert.Equal(3, calls); // What is over is not given again.

        async Task<int> CallAsync(CancellationToken cancellationToken)
        {
            int call = Interlocked.Increment(ref calls);
            await release.Task;
            return call;
        }
    }

    [Fact]
    public async Task RunAsync_FailingCall_FailsForAllWhoWait()
    {
        var flights = new SingleFlight<string, int>();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int>[] asked = Enumerable.Range(0, 3).Select(_ => flights.RunAsync("key", FailAsync, CancellationToken.None)).ToArray();
        release.SetResult();

        foreach (Task<int> task in asked)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => task);
        }

        async Task<int> FailAsync(CancellationToken cancellationToken)
        {
            await release.Task;
            throw new InvalidOperationException("No.");
        }
    }
}
