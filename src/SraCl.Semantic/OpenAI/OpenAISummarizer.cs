using System.ClientModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI.Chat;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.OpenAI;

/// <summary>Asks a chat model at a service that speaks OpenAI's protocol. One request a call: retries, limits and budgets are policies, see <see cref="OpenAIModels"/>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class OpenAISummarizer : ISummarizer
{
    private readonly OpenAIConnection _connection;
    private readonly ChatClient _client;
    private readonly JsonElement _parameters;

    /// <summary>Creates a summarizer.</summary>
    /// <param name="options">The service and the model.</param>
    /// <param name="timeProvider">The clock of time-outs; null for the system's.</param>
    /// <exception cref="SraClException">An option is out of its range, or <see cref="OpenAIChatOptions.Model"/> is null.</exception>
    public OpenAISummarizer(OpenAIOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        const string Name = $"{nameof(OpenAIOptions)}.{nameof(OpenAIOptions.Chat)}";
        NestedOptionErrors.Throw(options.ConnectionErrors().Concat(options.Chat.Errors(Name)));
        string model = options.Chat.Model ?? throw new SraClException($"{Name}.{nameof(OpenAIChatOptions.Model)} is null; expected the name of the model that answers prompts.");
        _connection = new OpenAIConnection(options, model, timeProvider ?? TimeProvider.System);
        _client = new ChatClient(model, _connection.Credential, _connection.ClientOptions);
        _parameters = Parameters(options.Chat, model);
        Fingerprint = $"openai-chat {_parameters.GetRawText()}";
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public async Task<SummaryAnswer> SummarizeAsync(SummaryPrompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        using BinaryContent body = BinaryContent.Create(Body(prompt));
        using JsonDocument answer = await _connection.SendAsync(options => _client.CompleteChatAsync(body, options), cancellationToken).ConfigureAwait(false);
        return Read(answer.RootElement);
    }

    /// <summary>Everything besides the messages, in an order that does not depend on how the options were filled.</summary>
    private static JsonElement Parameters(OpenAIChatOptions options, string model)
    {
        var fields = new SortedDictionary<string, Action<Utf8JsonWriter>>(StringComparer.Ordinal) { ["model"] = writer => writer.WriteStringValue(model) };
        if (options.Temperature is { } temperature)
        {
            fields["temperature"] = writer => writer.WriteNumberValue(temperature);
        }

        if (options.TopP is { } topP)
        {
            fields["top_p"] = writer => writer.WriteNumberValue(topP);
        }

        if (options.MaxOutputTokens is { } tokens)
        {
            fields["max_completion_tokens"] = writer => writer.WriteNumberValue(tokens);
        }

        if (options.Seed is { } seed)
        {
            fields["seed"] = writer => writer.WriteNumberValue(seed);
        }

        foreach ((string name, JsonNode? value) in options.ExtraBody)
        {
            fields[name] = writer =>
            {
                if (value is null)
                {
                    writer.WriteNullValue();
                }
                else
                {
                    value.WriteTo(writer);
                }
            };
        }

        BinaryData json = RequestBody.Write(writer =>
        {
            foreach ((string name, Action<Utf8JsonWriter> write) in fields)
            {
                writer.WritePropertyName(name);
                write(writer);
            }
        });
        using var document = JsonDocument.Parse(json.ToMemory());
        return document.RootElement.Clone();
    }

    private BinaryData Body(SummaryPrompt prompt) => RequestBody.Write(writer =>
    {
        foreach (JsonProperty parameter in _parameters.EnumerateObject())
        {
            parameter.WriteTo(writer);
        }

        writer.WriteStartArray("messages");
        WriteMessage(writer, "system", prompt.System);
        WriteMessage(writer, "user", prompt.User);
        writer.WriteEndArray();
    });

    private static void WriteMessage(Utf8JsonWriter writer, string role, string content)
    {
        if (content.Length == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteString("content", content);
        writer.WriteEndObject();
    }

    private SummaryAnswer Read(JsonElement root)
    {
        TokenUsage? usage = ResponseFields.Usage(root);
        if (!(root.TryGetProperty("choices", out JsonElement choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
            || ResponseFields.Object(choices[0], "message") is not { } message)
        {
            throw Fail("answered without a choice.", isTransient: true);
        }

        if (ResponseFields.Text(message, "refusal") is { Length: > 0 } refusal)
        {
            throw Fail("refused to answer. Change the prompt, or ask another model.", isTransient: false, OpenAIFailures.Quote(refusal, key: null));
        }

        string text = Content(message).Trim();
        switch (ResponseFields.Text(choices[0], "finish_reason"))
        {
            case "content_filter":
                throw Fail("left its answer to a content filter. Change the prompt, or ask another model.", isTransient: false);
            case "length":
                throw Fail(
                    $"was cut off before the end of its answer. Raise {nameof(OpenAIChatOptions)}.{nameof(OpenAIChatOptions.MaxOutputTokens)} or the service's own limit.",
                    isTransient: false);
            case "insufficient_system_resource":
                throw Fail("broke off its answer for want of resources.", isTransient: true);
        }

        return text.Length > 0
            ? new SummaryAnswer(text) { Usage = usage, Model = ResponseFields.Text(root, "model") }
            : throw Fail("answered with an empty text.", isTransient: true);

        SummaryException Fail(string what, bool isTransient, string? said = null) => _connection.Failures.Answer(what, isTransient, usage, said);
    }

    /// <summary>Gets the text of a message: a string, or the text parts of a list.</summary>
    private static string Content(JsonElement message) => message.TryGetProperty("content", out JsonElement content)
        ? content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Object ? ResponseFields.Text(part, "text") : null)),
            _ => string.Empty,
        }
        : string.Empty;
}
