namespace SraCl.Semantic.Roberta;

/// <summary>A model's files in the layout of Hugging Face.</summary>
/// <param name="Configuration">The path of <c>config.json</c>.</param>
/// <param name="Weights">The path of <c>model.safetensors</c>.</param>
/// <param name="Vocabulary">The path of <c>vocab.json</c>; null where <c>tokenizer.json</c> is read instead.</param>
/// <param name="Merges">The path of <c>merges.txt</c>; null where <c>tokenizer.json</c> is read instead.</param>
/// <param name="Tokenizer">The path of <c>tokenizer.json</c>; null where it is not needed.</param>
internal sealed record RobertaFolder(string Configuration, string Weights, string? Vocabulary, string? Merges, string? Tokenizer)
{
    /// <summary>The model of SRA-CL's official code.</summary>
    public const string ModelId = "princeton-nlp/sup-simcse-roberta-large";

    private const string Expected =
        "Expected a RoBERTa encoder in Hugging Face layout: config.json, model.safetensors, and vocab.json with merges.txt or tokenizer.json. "
        + $"Download such a model, {ModelId} for one, from the Hugging Face hub, and name its folder; nothing is downloaded here.";

    /// <summary>Finds the files.</summary>
    /// <exception cref="SraClException">The folder or a file is missing; the message says which and where people get it.</exception>
    public static RobertaFolder Open(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new SraClException($"The model's folder '{directory}' (full path '{Path.GetFullPath(directory)}') does not exist. {Expected}");
        }

        string? vocabulary = Find("vocab.json");
        string? merges = Find("merges.txt");
        string? tokenizer = vocabulary is null || merges is null ? Find("tokenizer.json") : null;
        string[] missing =
        [
            .. Find("config.json") is null ? ["config.json"] : Array.Empty<string>(),
            .. Find("model.safetensors") is null ? ["model.safetensors"] : Array.Empty<string>(),
            .. vocabulary is null && tokenizer is null ? ["vocab.json"] : Array.Empty<string>(),
            .. merges is null && tokenizer is null ? ["merges.txt"] : Array.Empty<string>(),
        ];
        if (missing.Length > 0)
        {
            throw new SraClException($"The model's folder '{directory}' has no {string.Join(", no ", missing)}. {Conversion(directory, missing)}{Expected}");
        }

        return new RobertaFolder(
            Path.Combine(directory, "config.json"),
            Path.Combine(directory, "model.safetensors"),
            tokenizer is null ? vocabulary : null,
            tokenizer is null ? merges : null,
            tokenizer);

        string? Find(string name)
        {
            string path = Path.Combine(directory, name);
            return File.Exists(path) ? path : null;
        }
    }

    /// <summary>Reads the tokenizer's files.</summary>
    public TokenizerTables ReadTokenizer() => Tokenizer is { } tokenizer ? TokenizerTables.Read(tokenizer) : TokenizerTables.Read(Vocabulary!, Merges!);

    /// <summary>The cure where the weights are there in another form.</summary>
    private static string Conversion(string directory, string[] missing)
    {
        if (!missing.Contains("model.safetensors", StringComparer.Ordinal))
        {
            return string.Empty;
        }

        if (File.Exists(Path.Combine(directory, "model.safetensors.index.json")))
        {
            return "Its weights are in several files: load the model with Python's transformers and save it with save_pretrained(folder, max_shard_size=\"100GB\"). ";
        }

        // Weights that share memory, as tied ones do, are cloned, because save_file refuses them.
        return File.Exists(Path.Combine(directory, "pytorch_model.bin"))
            ? "Its pytorch_model.bin is a Python pickle, which can run any program and is not read. Convert it in that folder: "
                + "python -c \"import torch, safetensors.torch as s; "
                + "s.save_file({k: v.clone().contiguous() for k, v in torch.load('pytorch_model.bin', map_location='cpu', weights_only=True).items()}, 'model.safetensors')\". "
            : string.Empty;
    }
}
