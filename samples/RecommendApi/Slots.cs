using RecommendApi.Requests;

namespace RecommendApi;

/// <summary>
/// Bounds how many calls of the model run at once. A call is pure computation: more of them than processors only take time from each other. Those that wait hold no thread.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
/// <param name="count">The number of calls side by side.</param>
/// <param name="queue">The number of calls that may wait.</param>
internal sealed class Slots(int count, int queue) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);
    private int _inside;

    /// <summary>Carries out a call when a slot is free.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RequestException">Too many calls are waiting.</exception>
    public async Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _inside) > (long)count + queue)
            {
                throw new RequestException(StatusCodes.Status503ServiceUnavailable, $"{count} calls are under way and {queue} wait for them. Try again in a second.");
            }

            await _free.WaitAsync(cancellationToken);
            try
            {
                return call();
            }
            finally
            {
                _free.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
