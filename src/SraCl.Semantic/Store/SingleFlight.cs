namespace SraCl.Semantic.Store;

/// <summary>Lets callers who ask for the same thing at the same time share one call.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Flight> _flights = [];

    /// <summary>Joins the call for a key, or starts it. It is cancelled when nobody waits for it any more, and nothing of it is left when the last caller returns.</summary>
    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> call, CancellationToken cancellationToken)
    {
        Flight? flight;
        lock (_lock)
        {
            if (!_flights.TryGetValue(key, out flight))
            {
                flight = new Flight(call);
                _flights.Add(key, flight);
            }

            flight.Waiting++;
        }

        try
        {
            return await flight.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            bool last;
            lock (_lock)
            {
                last = --flight.Waiting == 0;
                if (last)
                {
                    _flights.Remove(key);
                }
            }

            if (last)
            {
                await flight.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private sealed class Flight : IAsyncDisposable
    {
        private readonly CancellationTokenSource _cancellation = new();

        // Not on the caller's stack, which holds the lock.
        public Flight(Func<CancellationToken, Task<TResult>> call) => Result = Task.Run(() => call(_cancellation.Token));

        public int Waiting { get; set; }

        public Task<TResult> Result { get; }

        public async ValueTask DisposeAsync()
        {
            await _cancellation.CancelAsync().ConfigureAwait(false);
            await ((Task)Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _cancellation.Dispose();
        }
    }
}
