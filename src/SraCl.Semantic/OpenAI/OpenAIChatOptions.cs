using System.Text.Json.Nodes;
using SraCl.Semantic.Calls;

namespace SraCl.Semantic.OpenAI;

/// <summary>The model that answers prompts, and its parameters. What is null is not sent.</summary>
public sealed class OpenAIChatOptions
{
    // What the client fills in itself, or could not read the answer of.
    private static readonly string[] ReservedFields = ["messages", "model", "n", "stream"];

    /// <summary>Gets or sets the name of the model, as the service knows it.</summary>
    /// <remarks>
    /// Stored answers are found again by this name and the parameters, not by <see cref="OpenAIOptions.Endpoint"/>. A local server that serves any model under one name needs
    /// a store for each (<see cref="Store.SemanticStore"/>, <c>sracl prepare --store</c>), or the answers of one are taken for those of another.
    /// </remarks>
    /// <value>The default is null: there is no summarizer. The official SRA-CL code uses <c>deepseek-chat</c>.</value>
    public string? Model { get; set; }

    /// <summary>Gets or sets the temperature, from 0 to 2.</summary>
    /// <value>The default is 0, as in the official SRA-CL code. Null for models that take none, such as reasoning models.</value>
    public double? Temperature { get; set; } = 0;

    /// <summary>Gets or sets the probability mass that tokens are drawn from, above 0 and at most 1.</summary>
    /// <value>The default is null; officially 0.001.</value>
    public double? TopP { get; set; }

    /// <summary>Gets or sets the most tokens of an answer, at least 1; an answer that is cut there is a failure.</summary>
    /// <value>The default is null. It is sent as <c>max_completion_tokens</c>; services that know only <c>max_tokens</c> get that through <see cref="ExtraBody"/>.</value>
    public int? MaxOutputTokens { get; set; }

    /// <summary>Gets or sets the seed of the service's random numbers, where it has one.</summary>
    /// <value>The default is null.</value>
    public long? Seed { get; set; }

    /// <summary>Gets or sets more fields of the request's body, such as <c>{"thinking": {"type": "disabled"}}</c>; they win over the properties above, and are part of the fingerprint, so no place for secrets.</summary>
    /// <value>The default is none.</value>
    public JsonObject ExtraBody { get; set; } = [];

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

        if (Temperature is { } temperature && !(temperature >= 0 && temperature <= 2))
        {
            yield return $"{name}.{nameof(Temperature)} is {temperature}; expected a number from 0 to 2, or null.";
        }

        if (TopP is { } topP && !(topP > 0 && topP <= 1))
        {
            yield return $"{name}.{nameof(TopP)} is {topP}; expected a number above 0 and at most 1, or null.";
        }

        if (MaxOutputTokens < 1)
        {
            yield return $"{name}.{nameof(MaxOutputTokens)} is {MaxOutputTokens}; expected at least 1, or null.";
        }

        foreach (string field in ReservedFields.Where(ExtraBody.ContainsKey))
        {
            yield return $"{name}.{nameof(ExtraBody)} has the field '{field}', which the client itself decides. Leave it out.";
        }

        foreach (string error in RateLimit.Errors($"{name}.{nameof(RateLimit)}").Concat(Price?.Errors($"{name}.{nameof(Price)}") ?? []))
        {
            yield return error;
        }
    }
}
