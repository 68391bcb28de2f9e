using System.ClientModel;
using System.Text.Json;
using OpenAI.Embeddings;
using SraCl.Semantic.Embeddings;

namespace SraCl.Semantic.OpenAI;

/// <summary>
/// Embeds texts with a model at a service that speaks OpenAI's protocol. One request a call: <see cref="BatchingEmbedder"/> splits what is more than the service takes;
/// retries, limits and budgets are policies, see <see cref="OpenAIModels"/>.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class OpenAIEmbedder : ITextEmbedder
{
    private readonly OpenAIConnection _connection;
    private readonly EmbeddingClient _client;
    private readonly EmbeddingAnswer _answer;
    private readonly string _model;
    private readonly int? _dimensions;
    private readonly EmbeddingEncoding _encoding;

    /// <summary>Creates an embedder.</summary>
    /// <param name="options">The service and the model.</param>
    /// <param name="timeProvider">The clock of time-outs; null for the system's.</param>
    /// <exception cref="SraClException">An option is out of its range, or <see cref="OpenAIEmbeddingOptions.Model"/> is null.</exception>
    public OpenAIEmbedder(OpenAIOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        const string Name = $"{nameof(OpenAIOptions)}.{nameof(OpenAIOptions.Embedding)}";
        NestedOptionErrors.Throw(options.ConnectionErrors().Concat(options.Embedding.Errors(Name)));
        _model = options.Embedding.Model ?? throw new SraClException($"{Name}.{nameof(OpenAIEmbeddingOptions.Model)} is null; expected the name of the model that embeds texts.");
        _dimensions = options.Embedding.Dimensions;
        _encoding = options.Embedding.Encoding;
        _connection = new OpenAIConnection(options, _model, timeProvider ?? TimeProvider.System);
        _client = new EmbeddingClient(_model, _connection.Credential, _connection.ClientOptions);
        _answer = new EmbeddingAnswer(_connection.Failures, _dimensions);

        // How numbers are written does not change them, so the encoding is no part of it.
        BinaryData parameters = RequestBody.Write(WriteParameters);
        Fingerprint = $"openai-embeddings {parameters}";
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no text, or one of them is empty, which services refuse.</exception>
    public async Task<TextVectors> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
        {
            throw new ArgumentException("There are no texts; expected at least one.", nameof(texts));
        }

        for (int i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]))
            {
                throw new ArgumentException($"Text {i} is empty. Leave it out, or use a {nameof(BatchingEmbedder)}, which gives empty texts a zero vector.", nameof(texts));
            }
        }

        using BinaryContent body = BinaryContent.Create(Body(texts));
        using JsonDocument answer = await _connection.SendAsync(options => _client.GenerateEmbeddingsAsync(body, options), cancellationToken).ConfigureAwait(false);
        return _answer.Read(answer.RootElement, texts.Count);
    }

    private BinaryData Body(IReadOnlyList<string> texts) => RequestBody.Write(writer =>
    {
        WriteParameters(writer);
        writer.WriteString("encoding_format", _encoding == EmbeddingEncoding.Base64 ? "base64" : "float");
        writer.WriteStartArray("input");
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    });

    private void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteString("model", _model);
        if (_dimensions is { } dimensions)
        {
            writer.WriteNumber("dimensions", dimensions);
        }
    }
}
