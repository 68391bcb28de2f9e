using System.ClientModel.Primitives;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.OpenAI;

/// <summary>Says what went wrong in a request, whether asking again could help, and what to do.</summary>
/// <remarks>Messages name service and model, and quote the service without the API key, which some services repeat. Immutable, hence safe for concurrent use.</remarks>
internal sealed class OpenAIFailures(Uri endpoint, string model, TimeProvider timeProvider)
{
    private const int QuotedCharacters = 300;

    private readonly string _model = $"The model '{model}' at {endpoint}";

    public SummaryException TimeOut(TimeSpan limit, Exception exception) => new(
        $"{_model} did not answer within {limit} ({nameof(OpenAIOptions)}.{nameof(OpenAIOptions.AttemptTimeout)}).", isTransient: true, exception);

    public SummaryException Connection(Exception exception) => new(
        $"{_model} could not be reached, or the connection broke: {exception.GetBaseException().Message}. Check that the service runs.", isTransient: true, exception);

    /// <summary>An answer that has the right form but not what was asked for.</summary>
    public SummaryException Answer(string what, bool isTransient, TokenUsage? usage, string? answer = null) => new($"{_model} {what}", isTransient) { Usage = usage, Answer = answer };

    /// <summary>A success whose body is no JSON object. It is quoted only where it cannot be an answer, such as the page of a proxy.</summary>
    public SummaryException NotJson(PipelineResponse response, string? key, JsonException? exception = null)
    {
        string body = response.Content.ToString().Trim();
        string quote = Quote(body, key);
        bool mayBeAnswer = !body.StartsWith('<') && (body.Contains('{', StringComparison.Ordinal) || body.StartsWith('[') || body.StartsWith('"'));
        return new SummaryException(
            $"{_model} answered {response.Status} with something that is no JSON object, or broken off{(mayBeAnswer ? string.Empty : $": '{quote}'")}. "
            + $"If it is a web page, check {nameof(OpenAIOptions)}.{nameof(OpenAIOptions.Endpoint)}.",
            isTransient: true,
            exception)
        {
            Answer = mayBeAnswer ? quote : null,
        };
    }

    /// <summary>A status that is no success.</summary>
    public SummaryException Status(PipelineResponse response, string? key)
    {
        ServiceError error = ServiceError.Read(response.Content);
        return Create(response.Status, error, response, key);
    }

    /// <summary>A success whose body is an error.</summary>
    public SummaryException ErrorBody(PipelineResponse response, string? key)
    {
        ServiceError error = ServiceError.Read(response.Content);
        int status = int.TryParse(error.Code, NumberStyles.None, CultureInfo.InvariantCulture, out int code) && code is >= 400 and < 600 ? code : 500;
        return Create(status, error, response, key);
    }

    private SummaryException Create(int status, ServiceError error, PipelineResponse response, string? key)
    {
        bool isOutOfMoney = status == 402 || (status == 429 && error.Code is "insufficient_quota");
        bool isTransient = !isOutOfMoney && status is 408 or 409 or 425 or 429 or (>= 500 and not 501 and not 505);
        TimeSpan? retryAfter = isTransient ? RetryAfter(response.Headers) : null;
        string cure = status switch
        {
            _ when isOutOfMoney => " The account has no credit left: fill it up, or use another key.",
            401 => $" Check the API key: {nameof(OpenAIOptions)}.{nameof(OpenAIOptions.ApiKey)} or the environment variable of {nameof(OpenAIOptions.ApiKeyVariable)}"
                + (key is null ? "; none is set." : "."),
            403 => " The API key may not use this model: check its rights, or choose another model.",
            404 or 405 or (>= 300 and < 400) =>
                $" Check the model's name and {nameof(OpenAIOptions)}.{nameof(OpenAIOptions.Endpoint)}: expected the base address, such as {OpenAIOptions.OpenAIEndpoint}, without /chat/completions.",
            _ => retryAfter is { } wait ? $" It asks to wait {wait}." : string.Empty,
        };
        return new SummaryException($"{_model} answered {response.Status}: '{Quote(error.Message, key)}'.{cure}", isTransient)
        {
            RetryAfter = retryAfter,
            ConcernsEveryCall = isOutOfMoney || status is 401 or 403 or 404 or 405 or (>= 300 and < 400),
        };
    }

    private TimeSpan? RetryAfter(PipelineResponseHeaders headers)
    {
        if (headers.TryGetValue("retry-after-ms", out string? text) && TryParse(text, out double milliseconds))
        {
            return Wait(milliseconds / 1000);
        }

        if (!headers.TryGetValue("Retry-After", out text))
        {
            return null;
        }

        return TryParse(text, out double seconds) ? Wait(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? Wait((time - timeProvider.GetUtcNow()).TotalSeconds)
            : null;
    }

    private static bool TryParse(string? text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Gets a wait; null for nothing or less, which says no more than a missing header. Ten years stand for ever: the point is that nobody waits that long.</summary>
    private static TimeSpan? Wait(double seconds) =>
        TimeSpan.FromSeconds(Math.Clamp(seconds, 0, TimeSpan.FromDays(3650).TotalSeconds)) is var wait && wait > TimeSpan.Zero ? wait : null;

    /// <summary>Shortens what a service says, and takes the key out of it.</summary>
    public static string Quote(string text, string? key)
    {
        string safe = key is null ? text : text.Replace(key, "***", StringComparison.Ordinal);
        var quote = new StringBuilder();
        foreach (char c in safe.AsSpan(0, Math.Min(safe.Length, QuotedCharacters)))
        {
            quote.Append(char.IsControl(c) ? ' ' : c);
        }

        return safe.Length > QuotedCharacters ? quote.Append('…').ToString() : quote.ToString();
    }
}
