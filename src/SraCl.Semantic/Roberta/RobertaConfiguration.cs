using System.Text.Json;

namespace SraCl.Semantic.Roberta;

/// <summary>What a model's <c>config.json</c> says of the encoder.</summary>
internal sealed record RobertaConfiguration
{
    public required int VocabularySize { get; init; }

    public required int HiddenSize { get; init; }

    public required int InnerSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int MaxPositions { get; init; }

    public required int TokenTypes { get; init; }

    public required double LayerNormEpsilon { get; init; }

    public required int BeginToken { get; init; }

    public required int EndToken { get; init; }

    public required int PaddingToken { get; init; }

    /// <summary>Gets the most tokens of a text: positions count from the padding token's id + 1 (fairseq's convention).</summary>
    public int MaxTokens => MaxPositions - PaddingToken - 1;

    /// <summary>Reads the file; what it lacks has RoBERTa's own value, as in Hugging Face's implementation.</summary>
    /// <exception cref="SraClException">The file cannot be read, or describes something else; the message lists all findings.</exception>
    public static RobertaConfiguration Read(string path)
    {
        using JsonDocument json = ModelJson.Read(path);
        if (json.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new SraClException($"'{path}' is no configuration of a model: expected a JSON object. Copy the files of the model again.");
        }

        JsonElement root = json.RootElement;
        var errors = new List<string>();
        Same("model_type", "roberta", required: true);
        Same("hidden_act", "gelu", required: false);
        Same("position_embedding_type", "absolute", required: false);
        var configuration = new RobertaConfiguration
        {
            VocabularySize = Count("vocab_size", 1, null),
            HiddenSize = Count("hidden_size", 1, null),
            InnerSize = Count("intermediate_size", 1, null),
            Layers = Count("num_hidden_layers", 1, null),
            Heads = Count("num_attention_heads", 1, null),
            MaxPositions = Count("max_position_embeddings", 1, null),
            TokenTypes = Count("type_vocab_size", 1, 1),
            LayerNormEpsilon = Epsilon(),
            BeginToken = Count("bos_token_id", 0, 0),
            EndToken = Count("eos_token_id", 0, 2),
            PaddingToken = Count("pad_token_id", 0, 1),
        };
        if (errors.Count == 0 && configuration.HiddenSize % configuration.Heads != 0)
        {
            errors.Add($"num_attention_heads is {configuration.Heads}; expected a divisor of hidden_size {configuration.HiddenSize}.");
        }

        if (errors.Count == 0 && configuration.MaxTokens < RobertaEmbedderOptions.FewestTokens)
        {
            errors.Add($"max_position_embeddings is {configuration.MaxPositions}; expected at least {configuration.PaddingToken + 1 + RobertaEmbedderOptions.FewestTokens}.");
        }

        return errors.Count == 0
            ? configuration
            : throw new SraClException($"'{path}' describes no RoBERTa encoder that can be read. {string.Join(' ', errors)} Choose a RoBERTa model, such as {RobertaFolder.ModelId}.");

        void Same(string name, string expected, bool required)
        {
            bool present = root.TryGetProperty(name, out JsonElement value);
            if (present ? value.ValueKind != JsonValueKind.String || !value.ValueEquals(expected) : required)
            {
                errors.Add($"{name} is {(present ? value.GetRawText() : "missing")}; expected \"{expected}\".");
            }
        }

        int Count(string name, int least, int? otherwise)
        {
            bool present = root.TryGetProperty(name, out JsonElement value);
            if (!present && otherwise is { } known)
            {
                return known;
            }

            if (!present || value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out int count) || count < least)
            {
                errors.Add($"{name} is {(present ? value.GetRawText() : "missing")}; expected an integer of at least {least}.");
                return least;
            }

            return count;
        }

        double Epsilon()
        {
            if (!root.TryGetProperty("layer_norm_eps", out JsonElement value))
            {
                // The default of Hugging Face's class; RoBERTa's 1e-5 is written out in its models.
                return 1e-12;
            }

            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double epsilon) || !(epsilon > 0) || !double.IsFinite(epsilon))
            {
                errors.Add($"layer_norm_eps is {value.GetRawText()}; expected a positive number, such as 1e-05.");
                return 1;
            }

            return epsilon;
        }
    }
}
