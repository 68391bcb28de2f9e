namespace SraCl.Semantic.Calls;

/// <summary>Keeps calls below a number of requests and tokens a minute: a call waits until both limits have room, first come first served.</summary>
/// <remarks>
/// Calls are spread over the minute; after a pause at most a second's worth goes out at once, or one call where a second is worth less. Tokens count with their estimate
/// when a call is made, and with what the provider reports as soon as it does. Safe for concurrent use.
/// </remarks>
public sealed class RateLimitPolicy : CallPolicy
{
    private readonly TimeProvider _timeProvider;
    private readonly Allowance? _requests;
    private readonly Allowance? _tokens;

    /// <summary>Creates a policy.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="SraClException">A limit is out of its range.</exception>
    public RateLimitPolicy(RateLimitOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        NestedOptionErrors.Throw(options.Errors(nameof(RateLimitOptions)));
        _timeProvider = timeProvider ?? TimeProvider.System;
        _requests = options.RequestsPerMinute is { } requests ? new Allowance(requests, _timeProvider) : null;
        _tokens = options.TokensPerMinute is { } tokens ? new Allowance(tokens, _timeProvider) : null;
    }

    /// <inheritdoc/>
    public override async Task<CallResult<T>> RunAsync<T>(ModelCall call, Func<CancellationToken, Task<CallResult<T>>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(next);
        TimeSpan forRequests = _requests?.Take(1) ?? TimeSpan.Zero;
        TimeSpan forTokens = _tokens?.Take(call.Estimate.Total) ?? TimeSpan.Zero;
        TimeSpan wait = forRequests > forTokens ? forRequests : forTokens;
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _timeProvider, cancellationToken).ConfigureAwait(false);
        }

        CallResult<T> result = await next(cancellationToken).ConfigureAwait(false);
        if (result.Usage is { } usage)
        {
            _tokens?.Correct(usage.Total - call.Estimate.Total);
        }

        return result;
    }

    /// <summary>A number of units a minute, kept as the time at which the next unit is free (the generic cell rate algorithm).</summary>
    private sealed class Allowance
    {
        private readonly Lock _lock = new();
        private readonly TimeProvider _timeProvider;
        private readonly long _start;
        private readonly TimeSpan _interval;
        private readonly TimeSpan _burst;
        private TimeSpan _free;

        public Allowance(long perMinute, TimeProvider timeProvider)
        {
            _timeProvider = timeProvider;
            _start = timeProvider.GetTimestamp();
            _interval = TimeSpan.FromMinutes(1) / perMinute;

            // The unit that is due goes out besides what is saved up: together they are a second's worth.
            _burst = _interval < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) - _interval : TimeSpan.Zero;
            _free = -_burst;
        }

        /// <summary>Takes units; returns how long to wait before they are used.</summary>
        public TimeSpan Take(long units)
        {
            lock (_lock)
            {
                TimeSpan now = _timeProvider.GetElapsedTime(_start);
                TimeSpan begin = _free > now - _burst ? _free : now - _burst;
                _free = begin + (units * _interval);
                return begin > now ? begin - now : TimeSpan.Zero;
            }
        }

        public void Correct(long units)
        {
            lock (_lock)
            {
                _free += units * _interval;
            }
        }
    }
}
