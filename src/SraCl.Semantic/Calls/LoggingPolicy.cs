using Microsoft.Extensions.Logging;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>Logs calls: that they were answered at debug level, failures as warnings, prompts and answers at trace level alone.</summary>
/// <remarks>
/// An answer that is none (<see cref="SummaryException.Answer"/>: a refusal, or one that is broken off) counts as an answer. The reason of a failure quotes a service's own
/// error message, and that may repeat what it was sent. Safe for concurrent use.
/// </remarks>
public sealed partial class LoggingPolicy : CallPolicy
{
    private readonly ILogger _logger;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates a policy.</summary>
    /// <param name="logger">Where messages go.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public LoggingPolicy(ILogger logger, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(logger);
        _logger = logger;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public override async Task<CallResult<T>> RunAsync<T>(ModelCall call, Func<CancellationToken, Task<CallResult<T>>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(next);
        if (_logger.IsEnabled(LogLevel.Trace))
        {
            LogContentSensitive(call.Content());
        }

        long start = _timeProvider.GetTimestamp();
        try
        {
            CallResult<T> result = await next(cancellationToken).ConfigureAwait(false);
            LogAnswered(_timeProvider.GetElapsedTime(start).TotalMilliseconds, result.Usage?.Input, result.Usage?.Output);
            if (result.Value is SummaryAnswer answer)
            {
                LogAnswerSensitive(answer.Text);
            }

            return result;
        }
        catch (SummaryException exception)
        {
            LogFailed(_timeProvider.GetElapsedTime(start).TotalMilliseconds, exception.IsTransient, exception.Message);
            if (exception.Answer is { } answer)
            {
                LogAnswerSensitive(answer);
            }

            throw;
        }
        catch (OperationCanceledException)
        {
            LogCanceled(_timeProvider.GetElapsedTime(start).TotalMilliseconds);
            throw;
        }
    }

    [LoggerMessage(CallEventIds.Answered, LogLevel.Debug, "The model answered after {ElapsedMilliseconds} ms: {InputTokens} input tokens, {OutputTokens} output tokens.")]
    private partial void LogAnswered(double elapsedMilliseconds, long? inputTokens, long? outputTokens);

    [LoggerMessage(CallEventIds.Failed, LogLevel.Warning, "The model gave no usable answer after {ElapsedMilliseconds} ms (transient: {IsTransient}): {Reason}")]
    private partial void LogFailed(double elapsedMilliseconds, bool isTransient, string reason);

    [LoggerMessage(CallEventIds.Canceled, LogLevel.Debug, "The call was canceled after {ElapsedMilliseconds} ms.")]
    private partial void LogCanceled(double elapsedMilliseconds);

    [LoggerMessage(CallEventIds.Content, LogLevel.Trace, "Asking the model: {Content}")]
    private partial void LogContentSensitive(string content);

    [LoggerMessage(CallEventIds.Answer, LogLevel.Trace, "The model answered: {Answer}")]
    private partial void LogAnswerSensitive(string answer);
}
