using SraCl.Semantic.Calls;

namespace SraCl.Semantic.OpenAI;

/// <summary>Where models are that speak OpenAI's protocol, and how they are asked: OpenAI itself, DeepSeek, Ollama, vLLM, LM Studio and others.</summary>
public sealed class OpenAIOptions
{
    internal const string OpenAIKeyVariable = "OPENAI_API_KEY";

    /// <summary>Gets the address of OpenAI's own service.</summary>
    public static Uri OpenAIEndpoint { get; } = new("https://api.openai.com/v1");

    /// <summary>Gets or sets the base address of the service, such as <c>http://localhost:11434/v1</c>.</summary>
    /// <remarks>
    /// It is no part of the fingerprints by which answers and vectors are stored: an account or an address may change without anything being paid for again. Hence the
    /// same name of a model at two services is taken for the same model. Where that is wrong, as with local servers that serve whatever they have loaded under any name, give
    /// each model a <see cref="Store.SemanticStore"/> of its own (<c>sracl prepare --store</c>).
    /// </remarks>
    /// <value>The default is <see cref="OpenAIEndpoint"/>.</value>
    public Uri Endpoint { get; set; } = OpenAIEndpoint;

    /// <summary>Gets or sets what gives the API key; asked before each call, so that keys can change. It wins over <see cref="ApiKeyVariable"/>.</summary>
    /// <value>The default is null.</value>
    public Func<string?>? ApiKey { get; set; }

    /// <summary>Gets or sets the name of the environment variable that holds the API key.</summary>
    /// <value>
    /// The default is null: <c>OPENAI_API_KEY</c> for OpenAI's own service, and no key for other endpoints, which must not see that one.
    /// </value>
    public string? ApiKeyVariable { get; set; }

    /// <summary>Gets or sets how long one attempt may take, from 1 millisecond to a day; what takes longer fails and may be tried again.</summary>
    /// <value>The default is 2 minutes, as for items in the official SRA-CL code; officially 200 seconds for sequences.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets the model that answers prompts.</summary>
    public OpenAIChatOptions Chat { get; set; } = new();

    /// <summary>Gets or sets the model that embeds texts.</summary>
    public OpenAIEmbeddingOptions Embedding { get; set; } = new();

    /// <summary>Gets or sets how failed calls are made again.</summary>
    public RetryOptions Retry { get; set; } = new();

    /// <summary>Gets or sets what both models together may spend.</summary>
    /// <value>The default is no limit.</value>
    public BudgetOptions Budget { get; set; } = new();

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range, no model is named, or there is no API key where one is needed; the message lists all errors and no key.</exception>
    public void Validate() => NestedOptionErrors.Throw(Errors());

    internal IEnumerable<string> Errors() =>
    [
        .. ConnectionErrors(),
        .. NoModelErrors(),
        .. Chat.Errors($"{nameof(OpenAIOptions)}.{nameof(Chat)}"),
        .. Embedding.Errors($"{nameof(OpenAIOptions)}.{nameof(Embedding)}"),
        .. Retry.Errors($"{nameof(OpenAIOptions)}.{nameof(Retry)}"),
        .. Budget.Errors($"{nameof(OpenAIOptions)}.{nameof(Budget)}"),
        .. PriceErrors(),
    ];

    internal IEnumerable<string> ConnectionErrors()
    {
        const string Type = nameof(OpenAIOptions);
        if (Endpoint is not { IsAbsoluteUri: true, Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" })
        {
            // Not named where it may hold a password.
            string shown = Endpoint is { IsAbsoluteUri: true } absolute ? $"{absolute.Scheme}://{absolute.Host}{absolute.AbsolutePath}" : $"'{Endpoint}'";
            yield return $"{Type}.{nameof(Endpoint)} is {shown}; expected an absolute http or https address without user, password and query, such as {OpenAIEndpoint}.";
        }

        if (AttemptTimeout < TimeSpan.FromMilliseconds(1) || AttemptTimeout > TimeSpan.FromDays(1))
        {
            yield return $"{Type}.{nameof(AttemptTimeout)} is {AttemptTimeout}; expected a time from a millisecond to a day.";
        }

        if (KeyError() is { } error)
        {
            yield return error;
        }
    }

    /// <summary>Gets the key; null where none is set.</summary>
    internal string? FindKey()
    {
        string? key = (ApiKey is not null ? ApiKey() : KeyVariable() is { } variable ? Environment.GetEnvironmentVariable(variable) : null)?.Trim();
        return string.IsNullOrEmpty(key) ? null : key;
    }

    private string? KeyVariable() => ApiKeyVariable ?? (IsOpenAI ? OpenAIKeyVariable : null);

    private bool IsOpenAI => Endpoint is { IsAbsoluteUri: true } && string.Equals(Endpoint.Host, OpenAIEndpoint.Host, StringComparison.OrdinalIgnoreCase);

    private string? KeyError()
    {
        string? key = FindKey();
        if (key is not null)
        {
            return key.All(character => character is > ' ' and <= '~') ? null
                : $"The API key holds a space, a line break or a character that is not ASCII. Set {nameof(OpenAIOptions)}.{nameof(ApiKey)} or the environment variable to the key alone.";
        }

        return ApiKey is not null ? $"{nameof(OpenAIOptions)}.{nameof(ApiKey)} gave no key; expected one. Leave it null where the service needs none."
            : KeyVariable() is { } variable ? $"The environment variable {variable} holds no API key. Set it, or set {nameof(OpenAIOptions)}.{nameof(ApiKey)}."
            : null;
    }

    private IEnumerable<string> NoModelErrors()
    {
        if (Chat.Model is null && Embedding.Model is null)
        {
            const string Type = nameof(OpenAIOptions);
            yield return $"{Type}.{nameof(Chat)}.{nameof(Chat.Model)} and {Type}.{nameof(Embedding)}.{nameof(Embedding.Model)} are null; expected the name of at least one model, such as gpt-4o-mini.";
        }
    }

    private IEnumerable<string> PriceErrors()
    {
        if (Budget.MaxCost is null)
        {
            yield break;
        }

        const string Cure = "expected the model's price, because the budget limits the cost";
        if (Chat is { Model: not null, Price: null })
        {
            yield return $"{nameof(OpenAIOptions)}.{nameof(Chat)}.{nameof(Chat.Price)} is null; {Cure}.";
        }

        if (Embedding is { Model: not null, Price: null })
        {
            yield return $"{nameof(OpenAIOptions)}.{nameof(Embedding)}.{nameof(Embedding.Price)} is null; {Cure}.";
        }
    }
}
