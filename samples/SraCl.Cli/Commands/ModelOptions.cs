using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SraCl.Cli.Data;
using SraCl.Cli.Runs;
using SraCl.Semantic.Calls;
using SraCl.Semantic.OpenAI;
using SraCl.Semantic.Prompts;

namespace SraCl.Cli.Commands;

/// <summary>The options that say which language models are asked, for what, and how much that may cost.</summary>
internal sealed class ModelOptions
{
    private readonly Choice<SummarizerKind> _summarizer = new("--summarizer", "Who writes the texts that are embedded. offline: they are composed from --items; openai: a model at --endpoint.", SummarizerKind.Offline);
    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "The address of a service that speaks OpenAI's protocol (OpenAI, DeepSeek, Ollama, vLLM, LM Studio), such as http://localhost:11434/v1; OpenAI's own when not given.", HelpName = "url" };
    private readonly Option<string?> _model = new("--model") { Description = "The chat model that writes the summaries.", HelpName = "name" };
    private readonly Option<string?> _key = new("--api-key-variable") { Description = "The environment variable with the key of --endpoint; OPENAI_API_KEY for OpenAI's own service, no key for others.", HelpName = "name" };
    private readonly Option<string?> _temperature = new("--temperature") { Description = "The chat model's temperature, 0 to 2, or none for models that take no temperature.", DefaultValueFactory = _ => "0", HelpName = "number" };
    private readonly Option<int?> _maxOutputTokens = new("--max-output-tokens") { Description = "The most tokens of an answer; a longer one counts as failed.", HelpName = "number" };
    private readonly Option<string?> _extraBody = new("--extra-body") { Description = "More fields of the chat request as a JSON object, such as {\"thinking\":{\"type\":\"disabled\"}}.", HelpName = "json" };
    private readonly Option<string?> _embeddingEndpoint = new("--embedding-endpoint") { Description = "The service that --embedder openai asks; --endpoint when not given.", HelpName = "url" };
    private readonly Option<string?> _embeddingModel = new("--embedding-model") { Description = "The model that --embedder openai asks.", HelpName = "name" };
    private readonly Option<string?> _embeddingKey = new("--embedding-api-key-variable") { Description = "The environment variable with the key of --embedding-endpoint; --api-key-variable when not given.", HelpName = "name" };
    private readonly Choice<SequenceUnit> _unit = new("--unit", "What a summary of a sequence is made for: every prefix, as in the paper's published code; or once a user, as in the paper's text, for far fewer requests.", SequenceUnit.Prefix);
    private readonly Option<string?> _product = new("--product") { Description = "What one item is called in the prompts, such as 'beauty product'.", HelpName = "noun" };
    private readonly Option<string?> _role = new("--role") { Description = "What the model is to be, such as 'beauty products recommendation expert'.", HelpName = "words" };
    private readonly Option<int?> _promptTokens = new("--max-prompt-tokens") { Description = "The most tokens of a prompt, by estimate; what does not fit is left out, and counted.", HelpName = "number" };
    private readonly Option<string?> _budget = new("--budget") { Description = "Stop before more is spent in this run: 20usd (needs prices), or 3000000tokens.", HelpName = "limit" };
    private readonly Option<string?> _price = new("--price") { Description = "The chat model's price of a million tokens, input,output: 0.27,1.10.", HelpName = "in,out" };
    private readonly Option<string?> _embeddingPrice = new("--embedding-price") { Description = "The embedding model's price of a million tokens.", HelpName = "number" };
    private readonly Option<int> _concurrency = new("--concurrency") { Description = "How many requests are in flight; what an interruption costs at most.", DefaultValueFactory = _ => 64, HelpName = "number" };
    private readonly Option<int?> _requests = new("--requests-per-minute") { Description = "The most requests in a minute to each model.", HelpName = "number" };
    private readonly Option<long?> _tokens = new("--tokens-per-minute") { Description = "The most tokens in a minute to each model.", HelpName = "number" };
    private readonly Option<double?> _timeout = new("--timeout") { Description = "Seconds that one attempt of a request may take; 120 when not given.", HelpName = "seconds" };
    private readonly Option<FileInfo?> _store = new("--store") { Description = $"The file that keeps every answer and vector; {PreparationPlan.StoreName} in --out when not given. Several preparations may share one.", HelpName = "file" };
    private readonly Option<bool> _replaceFailures = new("--replace-failures") { Description = "Go on where prompts got no usable answer, with texts composed from --items in their place." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say how many requests and tokens, how much money and time it would take; ask and save nothing." };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_summarizer.Option, .. ChatOptions, .. EmbeddingOptions, .. SharedOptions, _dryRun])
        {
            command.Options.Add(option);
        }
    }

    private Option[] ChatOptions => [_model, _temperature, _maxOutputTokens, _extraBody, _product, _role, _promptTokens, _price, _replaceFailures];

    private Option[] EmbeddingOptions => [_embeddingEndpoint, _embeddingModel, _embeddingKey, _embeddingPrice];

    private Option[] SharedOptions => [_endpoint, _key, _unit.Option, _budget, _concurrency, _requests, _tokens, _timeout, _store];

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line, without errors.</param>
    /// <param name="embedder">What embeds the texts.</param>
    /// <param name="dimension">The length of vectors to ask an embedding model for; null for its own.</param>
    /// <exception cref="SraClException">An option does not fit the others.</exception>
    public ModelPlan Read(ParseResult parsed, ItemEmbedder embedder, int? dimension)
    {
        bool asksChat = _summarizer.Value(parsed) == SummarizerKind.Openai;
        bool asksEmbedding = embedder.Kind == ItemEmbedderKind.OpenAI;
        Refuse(parsed, asksChat, ChatOptions, "--summarizer openai");
        Refuse(parsed, asksEmbedding, EmbeddingOptions, "--embedder openai");
        Refuse(parsed, asksChat || embedder.IsModel, SharedOptions.Where(option => option != _unit.Option), "models: --summarizer openai, or an --embedder that is one");
        if (asksChat && !embedder.ReadsTexts)
        {
            throw new SraClException("--summarizer openai writes texts, but --embedder takes vectors that are made without texts. Give --embedder lsa or openai, or leave --summarizer out.");
        }

        BudgetOptions budget = Budget(parsed.GetValue(_budget));
        bool isDryRun = parsed.GetValue(_dryRun);
        var plan = new ModelPlan
        {
            Chat = asksChat ? Chat(parsed) : null,
            Embedding = asksEmbedding ? Embedding(parsed, dimension) : null,
            Budget = budget,
            Items = Named(new ItemPromptOptions { MaxTokens = parsed.GetValue(_promptTokens) }, parsed.GetValue(_product), parsed.GetValue(_role)),
            Sequences = Named(new SequencePromptOptions { MaxTokens = parsed.GetValue(_promptTokens), Unit = _unit.Value(parsed) }, parsed.GetValue(_product), parsed.GetValue(_role)),
            Concurrency = parsed.GetValue(_concurrency),
            Store = parsed.GetValue(_store)?.ToString(),
            ReplaceFailures = parsed.GetValue(_replaceFailures),
            IsDryRun = isDryRun,
        };
        if (plan.Concurrency < 1)
        {
            throw new SraClException($"--concurrency is {plan.Concurrency}; expected at least 1.");
        }

        foreach (OpenAIOptions options in new[] { plan.Chat, plan.Embedding }.OfType<OpenAIOptions>())
        {
            options.Budget = budget;
            if (isDryRun)
            {
                options.ApiKey = () => "not-used"; // Nothing is sent, so that nobody needs a key to learn what a run would cost.
            }

            options.Validate();
        }

        return plan;
    }

    private static void Refuse(ParseResult parsed, bool isUsed, IEnumerable<Option> options, string use)
    {
        if (!isUsed && options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unused)
        {
            throw new SraClException($"{unused.Name} is for {use}. Add that, or leave {unused.Name} out.");
        }
    }

    private static ItemPromptOptions Named(ItemPromptOptions options, string? product, string? role) =>
        options with { ProductNoun = product ?? options.ProductNoun, ExpertRole = role ?? options.ExpertRole };

    private static SequencePromptOptions Named(SequencePromptOptions options, string? product, string? role) =>
        options with { ProductNoun = product ?? options.ProductNoun, ExpertRole = role ?? options.ExpertRole };

    private OpenAIOptions Chat(ParseResult parsed)
    {
        OpenAIOptions options = Connection(parsed, parsed.GetValue(_endpoint), parsed.GetValue(_key));
        options.Chat = new OpenAIChatOptions
        {
            Model = parsed.GetValue(_model) ?? throw new SraClException("--summarizer openai needs --model: the name of a chat model, as the service knows it."),
            Temperature = Temperature(parsed.GetRequiredValue(_temperature)!),
            MaxOutputTokens = parsed.GetValue(_maxOutputTokens),
            ExtraBody = Body(parsed.GetValue(_extraBody)),
            Price = Price("--price", parsed.GetValue(_price), 2),
            RateLimit = RateLimit(parsed),
        };
        return options;
    }

    private OpenAIOptions Embedding(ParseResult parsed, int? dimension)
    {
        bool another = parsed.GetValue(_embeddingEndpoint) is not null;
        OpenAIOptions options = Connection(
            parsed, parsed.GetValue(_embeddingEndpoint) ?? parsed.GetValue(_endpoint), parsed.GetValue(_embeddingKey) ?? (another ? null : parsed.GetValue(_key)));
        options.Embedding = new OpenAIEmbeddingOptions
        {
            Model = parsed.GetValue(_embeddingModel) ?? throw new SraClException("--embedder openai needs --embedding-model: the name of an embedding model, as the service knows it."),
            Dimensions = dimension,
            Price = Price("--embedding-price", parsed.GetValue(_embeddingPrice), 1),
            RateLimit = RateLimit(parsed),
        };
        return options;
    }

    private OpenAIOptions Connection(ParseResult parsed, string? endpoint, string? keyVariable)
    {
        var options = new OpenAIOptions { ApiKeyVariable = keyVariable };
        options.Endpoint = endpoint is null ? options.Endpoint
            : Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) ? address
            : throw new SraClException($"--endpoint or --embedding-endpoint is '{endpoint}'; expected an absolute address such as {OpenAIOptions.OpenAIEndpoint}.");
        options.AttemptTimeout = parsed.GetValue(_timeout) is { } seconds
            ? seconds is > 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds) : throw new SraClException(string.Create(CultureInfo.InvariantCulture, $"--timeout is {seconds}; expected seconds, above 0 and at most a day."))
            : options.AttemptTimeout;
        return options;
    }

    private RateLimitOptions RateLimit(ParseResult parsed) => new() { RequestsPerMinute = parsed.GetValue(_requests), TokensPerMinute = parsed.GetValue(_tokens) };

    private static double? Temperature(string text) =>
        string.Equals(text, "none", StringComparison.OrdinalIgnoreCase) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
        : throw new SraClException($"--temperature is '{text}'; expected a number from 0 to 2, or none.");

    private static JsonObject Body(string? text)
    {
        try
        {
            return text is null ? [] : JsonNode.Parse(text)?.AsObject() ?? throw new JsonException("It is null.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SraClException($"--extra-body is '{text}'; expected one JSON object ({e.Message})", e);
        }
    }

    private static ModelPrice? Price(string name, string? text, int most)
    {
        if (text is null)
        {
            return null;
        }

        string[] parts = text.Split(',');
        decimal[] numbers = [.. parts.Select(part => decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) ? value : -1)];
        return parts.Length <= most && numbers.All(number => number >= 0)
            ? new ModelPrice(numbers[0], numbers.Length > 1 ? numbers[1] : 0)
            : throw new SraClException($"{name} is '{text}'; expected {(most == 2 ? "the prices of a million tokens sent and received, as in 0.27,1.10" : "the price of a million tokens, as in 0.02")}.");
    }

    private static BudgetOptions Budget(string? text)
    {
        const string Money = "usd";
        const string Tokens = "tokens";
        return text switch
        {
            null => new BudgetOptions(),
            _ when Number(Money) is { } cost and > 0 => new BudgetOptions { MaxCost = cost },
            _ when Number(Tokens) is { } tokens and >= 1 && tokens == decimal.Truncate(tokens) && tokens <= long.MaxValue => new BudgetOptions { MaxTokens = (long)tokens },
            _ => throw new SraClException($"--budget is '{text}'; expected an amount of money such as 20usd, or a number of tokens such as 3000000tokens."),
        };

        decimal? Number(string unit) =>
            text.EndsWith(unit, StringComparison.OrdinalIgnoreCase) && decimal.TryParse(text.AsSpan(..^unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) ? value : null;
    }
}
