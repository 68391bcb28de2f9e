using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI;

namespace SraCl.Semantic.OpenAI;

/// <summary>Makes one request to a service that speaks OpenAI's protocol: time-out, key and failures; what the answer means is said by the caller.</summary>
/// <remarks>
/// The client's protocol methods are used instead of its typed ones: those throw anything from <see cref="JsonException"/> to <see cref="ArgumentOutOfRangeException"/> at
/// answers that compatible services give. Safe for concurrent use.
/// </remarks>
internal sealed class OpenAIConnection
{
    // The client insists on a key; services that need none ignore it.
    private const string NoKey = "none";

    private readonly Func<string?> _findKey;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;

    public OpenAIConnection(OpenAIOptions options, string model, TimeProvider timeProvider)
    {
        _findKey = options.FindKey;
        Credential = new ApiKeyCredential(_findKey() ?? NoKey);
        _timeout = options.AttemptTimeout;
        _timeProvider = timeProvider;
        Failures = new OpenAIFailures(options.Endpoint, model, timeProvider);
        ClientOptions = new OpenAIClientOptions
        {
            Endpoint = options.Endpoint,
            // Retries and time-outs are ours; two layers of them would multiply.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
    }

    public ApiKeyCredential Credential { get; }

    public OpenAIClientOptions ClientOptions { get; }

    public OpenAIFailures Failures { get; }

    /// <summary>Sends a request and reads the answer: a JSON object that is no error.</summary>
    public async Task<JsonDocument> SendAsync(Func<RequestOptions, Task<ClientResult>> send, CancellationToken cancellationToken)
    {
        string? key = _findKey();
        Credential.Update(key ?? NoKey);
        using var timeout = new CancellationTokenSource(_timeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        PipelineResponse response;
        try
        {
            ClientResult result = await send(new RequestOptions { CancellationToken = linked.Token, ErrorOptions = ClientErrorBehaviors.NoThrow }).ConfigureAwait(false);
            response = result.GetRawResponse();
        }
        catch (Exception exception) when (IsConnectionFailure(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw timeout.IsCancellationRequested ? Failures.TimeOut(_timeout, exception) : Failures.Connection(exception);
        }

        using (response)
        {
            return Read(response, key);
        }
    }

    private static bool IsConnectionFailure(Exception exception) =>
        exception is OperationCanceledException or HttpRequestException or IOException or ClientResultException;

    private JsonDocument Read(PipelineResponse response, string? key)
    {
        if (response.Status is < 200 or > 299)
        {
            throw Failures.Status(response, key);
        }

        JsonDocument answer;
        try
        {
            answer = JsonDocument.Parse(response.Content.ToMemory());
        }
        catch (JsonException exception)
        {
            throw Failures.NotJson(response, key, exception);
        }

        bool isObject = answer.RootElement.ValueKind == JsonValueKind.Object;
        if (isObject && !(answer.RootElement.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null))
        {
            return answer;
        }

        answer.Dispose();
        throw isObject ? Failures.ErrorBody(response, key) : Failures.NotJson(response, key);
    }
}
