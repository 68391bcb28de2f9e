using SraCl.Semantic.Calls;

namespace SraCl.Semantic.OpenAI;

/// <summary>The model that embeds texts, and how many go into a request.</summary>
public sealed class OpenAIEmbeddingOptions
{
    /// <summary>Gets or sets the name of the model, as the service knows it.</summary>
    /// <remarks>
    /// Stored vectors are found again by this name and the parameters, not by <see cref="OpenAIOptions.Endpoint"/>. A local server that serves any model under one name needs
    /// a store for each (<see cref="Store.SemanticStore"/>, <c>sracl prepare --store</c>), or the vectors of one are taken for those of another.
    /// </remarks>
    /// <value>The default is null: there is no embedder.</value>
    public string? Model { get; set; }

    /// <summary>Gets or sets the length of the vectors, at least 1. It is asked for, and anything else is an error.</summary>
    /// <value>The default is null: the model's own length.</value>
    public int? Dimensions { get; set; }

    /// <summary>Gets or sets how vectors are asked for; both forms are understood, whatever was asked for.</summary>
    /// <value>The default is <see cref="EmbeddingEncoding.Base64"/>, which is shorter.</value>
    public EmbeddingEncoding Encoding { get; set; } = EmbeddingEncoding.Base64;

    /// <summary>Gets or sets the most texts of a request, at least 1.</summary>
    /// <value>The default is 256; OpenAI takes up to 2,048.</value>
    public int MaxTextsPerRequest { get; set; } = 256;

    /// <summary>Gets or sets the most tokens of a request by estimate, at least 1; a longer text goes alone.</summary>
    /// <value>The default is 100,000; OpenAI takes up to 300,000.</value>
    public long MaxTokensPerRequest { get; set; } = 100_000;

    /// <summary>Gets or sets the number of requests in flight at a time, at least 1.</summary>
    /// <value>The default is 4.</value>
    public int Concurrency { get; set; } = 4;

    /// <summary>Gets or sets what the model costs; needed where the budget limits the cost.</summary>
    /// <value>The default is null.</value>
    public ModelPrice? Price { get; set; }

    /// <summary>Gets or sets how much the model is asked in a minute.</summary>
    /// <value>The default is no limit.</value>
    public RateLimitOptions RateLimit { get; set; } = new();

    internal IEnumerable<string> Errors(string name)
    {
        if (Model is { } model && string.IsNullOrWhiteSpace(model))
        {
            yield return $"{name}.{nameof(Model)} is '{model}'; expected the name of a model, or null for none.";
        }

        (string Property, long? Value)[] counts =
        [
            (nameof(Dimensions), Dimensions),
            (nameof(MaxTextsPerRequest), MaxTextsPerRequest),
            (nameof(MaxTokensPerRequest), MaxTokensPerRequest),
            (nameof(Concurrency), Concurrency),
        ];
        foreach ((string property, long? value) in counts.Where(count => count.Value < 1))
        {
            yield return $"{name}.{property} is {value}; expected at least 1.";
        }

        if (!Enum.IsDefined(Encoding))
        {
            yield return $"{name}.{nameof(Encoding)} is {Encoding}; expected one of {string.Join(", ", Enum.GetNames<EmbeddingEncoding>())}.";
        }

        foreach (string error in RateLimit.Errors($"{name}.{nameof(RateLimit)}").Concat(Price?.Errors($"{name}.{nameof(Price)}") ?? []))
        {
            yield return error;
        }
    }
}
