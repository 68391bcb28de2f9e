using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>
/// Asks again where that could help (<see cref="SummaryException.IsTransient"/>): after the time that the provider asks for, or else after waits that double, with jitter.
/// </summary>
/// <remarks>The tokens of all attempts count in the usage of the answer, or of the exception. Safe for concurrent use.</remarks>
public sealed partial class RetryPolicy : CallPolicy
{
    private readonly ResiliencePipeline _pipeline;
    private readonly TimeSpan _maxDelay;
    private readonly ILogger _logger;

    /// <summary>Creates a policy.</summary>
    /// <param name="options">How often and when; null for the defaults.</param>
    /// <param name="timeProvider">Where waits take place; null for the system's clock.</param>
    /// <param name="logger">Gets a debug message a retry; null for none.</param>
    /// <exception cref="SraClException">An option is out of its range.</exception>
    public RetryPolicy(RetryOptions? options = null, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        options ??= new RetryOptions();
        NestedOptionErrors.Throw(options.Errors(nameof(RetryOptions)));
        _maxDelay = options.MaxDelay;
        _logger = logger ?? NullLogger.Instance;
        _pipeline = Create(options, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="SummaryException">No attempt gave an answer; the last one's reason.</exception>
    public override async Task<CallResult<T>> RunAsync<T>(ModelCall call, Func<CancellationToken, Task<CallResult<T>>> next, CancellationToken cancellationToken)
    {
        int attempts = 0;
        TokenUsage? wasted = null;
        try
        {
            CallResult<T> result = await _pipeline.ExecuteAsync(
                async token =>
                {
                    attempts++;
                    try
                    {
                        return await next(token).ConfigureAwait(false);
                    }
                    catch (SummaryException exception)
                    {
                        wasted = Sum(wasted, exception.Usage);
                        throw;
                    }
                },
                cancellationToken).ConfigureAwait(false);
            return wasted is null ? result : result with { Usage = Sum(wasted, result.Usage) };
        }
        catch (SummaryException exception) when (attempts > 1 || IsTooLong(exception))
        {
            string wait = IsTooLong(exception) ? $" That is longer than the longest wait, {nameof(RetryOptions)}.{nameof(RetryOptions.MaxDelay)}, {_maxDelay}." : string.Empty;
            throw new SummaryException($"{exception.Message}{wait} Attempts: {attempts}.", exception.IsTransient, exception)
            {
                ConcernsEveryCall = exception.ConcernsEveryCall,
                RetryAfter = exception.RetryAfter,
                Answer = exception.Answer,
                Usage = wasted,
                Attempts = attempts,
            };
        }
    }

    private static TokenUsage? Sum(TokenUsage? left, TokenUsage? right) => left is null || right is null ? left ?? right : left + right;

    private ResiliencePipeline Create(RetryOptions options, TimeProvider timeProvider)
    {
        if (options.MaxAttempts == 1)
        {
            return ResiliencePipeline.Empty;
        }

        var strategy = new RetryStrategyOptions
        {
            MaxRetryAttempts = options.MaxAttempts - 1,
            Delay = options.Delay,
            MaxDelay = options.MaxDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is SummaryException { IsTransient: true } exception && !IsTooLong(exception)),

            // A wait of nothing, which clocks that differ lead to, would be no backoff at all.
            DelayGenerator = arguments => ValueTask.FromResult(
                (arguments.Outcome.Exception as SummaryException)?.RetryAfter is { } wait && wait > TimeSpan.Zero ? wait : (TimeSpan?)null),
            OnRetry = arguments =>
            {
                LogRetry(_logger, arguments.AttemptNumber + 1, arguments.RetryDelay, arguments.Outcome.Exception?.Message);
                return ValueTask.CompletedTask;
            },
        };
        return new ResiliencePipelineBuilder { TimeProvider = timeProvider }.AddRetry(strategy).Build();
    }

    private bool IsTooLong(SummaryException exception) => exception.RetryAfter > _maxDelay;

    [LoggerMessage(CallEventIds.Retry, LogLevel.Debug, "Attempt {Attempt} failed, the next one follows in {Delay}: {Reason}")]
    private static partial void LogRetry(ILogger logger, int attempt, TimeSpan delay, string? reason);
}
