using System.Runtime.ExceptionServices;

namespace SraCl.Semantic.Calls;

/// <summary>Makes some calls at a time, and lets none be lost: what is in flight when one fails has been paid for.</summary>
internal static class ConcurrentCalls
{
    /// <summary>Makes calls, in order. After the first failure no new one starts; those in flight are waited for, then that failure is raised.</summary>
    /// <param name="count">The number of calls.</param>
    /// <param name="concurrency">The number of calls in flight at a time, at least 1.</param>
    /// <param name="call">Makes call i; cancelling is its affair.</param>
    public static async Task RunAsync(int count, int concurrency, Func<int, Task> call)
    {
        int next = -1;
        ExceptionDispatchInfo? failure = null;

        // On threads of their own: a model in the process works on the thread that asks it.
        await Task.WhenAll(Enumerable.Range(0, Math.Min(concurrency, count)).Select(_ => Task.Run(WorkAsync))).ConfigureAwait(false);
        failure?.Throw();

        async Task WorkAsync()
        {
            while (Volatile.Read(ref failure) is null && Interlocked.Increment(ref next) is var place && place < count)
            {
                try
                {
                    await call(place).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), comparand: null);
                }
            }
        }
    }
}
