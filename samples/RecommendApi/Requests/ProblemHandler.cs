using Microsoft.AspNetCore.Diagnostics;
using SraCl.Training.Recommendation;

namespace RecommendApi.Requests;

/// <summary>Turns every error into a problem of RFC 9457: what the sender can mend in words, what it cannot as a 500 whose cause is in the log alone.</summary>
/// <param name="logger">The log.</param>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        (int status, string detail) = exception switch
        {
            RequestException e => (e.Status, e.Message),
            UnknownItemException e => (StatusCodes.Status400BadRequest, e.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (StatusCodes.Status413PayloadTooLarge, TooLarge(httpContext)),
            BadHttpRequestException e => (e.StatusCode, e.Message),
            _ => (StatusCodes.Status500InternalServerError, "The server failed to answer; its log says why. The same request may succeed later."),
        };
        if (status == StatusCodes.Status500InternalServerError)
        {
            LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
        }

        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "1";
        }

        await Results.Problem(detail, statusCode: status).ExecuteAsync(httpContext);
        return true;
    }

    private static string TooLarge(HttpContext context) =>
        $"The body is larger than {context.RequestServices.GetRequiredService<ApiOptions>().MaxBodyBytes} bytes. Send fewer ids: the model looks at the newest items of a history alone.";

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, PathString path);
}
