using SraCl.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SraCl.Semantic.Roberta;

/// <summary>The weights of a model's file under Hugging Face's names, with or without the prefix <c>roberta.</c>.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class RobertaWeights : IDisposable
{
    private const string FirstName = "embeddings.word_embeddings.weight";
    private const string ModelPrefix = "roberta.";

    private readonly SafetensorsReader _reader;
    private readonly string _path;
    private readonly string _prefix;
    private readonly Device _device;

    /// <summary>Opens the file and compares it with the configuration before anything is loaded.</summary>
    /// <exception cref="SraClException">The file is damaged or does not fit; the message says what differs.</exception>
    public RobertaWeights(string path, RobertaConfiguration configuration, bool withPooler, Device device)
    {
        _path = path;
        _device = device;
        _reader = new SafetensorsReader(path);
        try
        {
            _prefix = _reader.Entries.ContainsKey(FirstName) ? string.Empty
                : _reader.Entries.ContainsKey(ModelPrefix + FirstName) ? ModelPrefix
                : throw new SraClException(
                    $"'{path}' holds no RoBERTa encoder: expected a tensor '{FirstName}', with or without '{ModelPrefix}' before it; found {Excerpt(_reader.Entries.Keys)}. Choose a RoBERTa model.");
            Compare(configuration, withPooler);
        }
        catch
        {
            _reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads a tensor in single precision, on the model's device, as a parameter that is never trained and owned by the caller.</summary>
    public Parameter Read(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor value = _reader.Read(_prefix + name).to(ScalarType.Float32, _device);
        Parameter parameter = nn.Parameter(value, requires_grad: false);
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    public void Dispose() => _reader.Dispose();

    private static IEnumerable<(string Name, long[] Shape)> Expected(RobertaConfiguration configuration, bool withPooler)
    {
        long hidden = configuration.HiddenSize;
        yield return (FirstName, [configuration.VocabularySize, hidden]);
        yield return ("embeddings.position_embeddings.weight", [configuration.MaxPositions, hidden]);
        yield return ("embeddings.token_type_embeddings.weight", [configuration.TokenTypes, hidden]);
        var layers = new List<(string Name, long Outputs, long? Inputs)> { ("embeddings.LayerNorm", hidden, null) };
        for (int i = 0; i < configuration.Layers; i++)
        {
            string layer = RobertaLayer.Name(i);
            layers.AddRange(
            [
                ($"{layer}.attention.self.query", hidden, hidden),
                ($"{layer}.attention.self.key", hidden, hidden),
                ($"{layer}.attention.self.value", hidden, hidden),
                ($"{layer}.attention.output.dense", hidden, hidden),
                ($"{layer}.attention.output.LayerNorm", hidden, null),
                ($"{layer}.intermediate.dense", configuration.InnerSize, hidden),
                ($"{layer}.output.dense", hidden, configuration.InnerSize),
                ($"{layer}.output.LayerNorm", hidden, null),
            ]);
        }

        if (withPooler)
        {
            layers.Add(("pooler.dense", hidden, hidden));
        }

        foreach ((string name, long outputs, long? inputs) in layers)
        {
            yield return (name + ".weight", inputs is { } size ? [outputs, size] : [outputs]);
            yield return (name + ".bias", [outputs]);
        }
    }

    private static string Excerpt(IEnumerable<string> names)
    {
        const int Shown = 3;
        string[] first = [.. names.Order(StringComparer.Ordinal).Take(Shown)];
        return first.Length == 0 ? "none" : string.Join(", ", first.Select(name => $"'{name}'"));
    }

    private void Compare(RobertaConfiguration configuration, bool withPooler)
    {
        var errors = new List<string>();
        foreach ((string name, long[] shape) in Expected(configuration, withPooler))
        {
            if (!_reader.Entries.TryGetValue(_prefix + name, out SafetensorsEntry? entry))
            {
                errors.Add(name.StartsWith("pooler.", StringComparison.Ordinal)
                    ? $"'{name}' is missing; {nameof(RobertaPooling)}.{nameof(RobertaPooling.Cls)} and {nameof(RobertaPooling.Mean)} need no pooler."
                    : $"'{name}' is missing.");
            }
            else if (!entry.Shape.SequenceEqual(shape))
            {
                errors.Add($"'{name}' has the shape [{string.Join(", ", entry.Shape)}], expected [{string.Join(", ", shape)}].");
            }
            else if (entry.Type is not (ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float64))
            {
                errors.Add($"'{name}' has numbers of type {SafetensorsTypes.NameOf(entry.Type)}, expected F32, F16 or BF16.");
            }
        }

        string beyond = $"{_prefix}{RobertaLayer.Name(configuration.Layers)}.";
        if (_reader.Entries.Keys.Any(name => name.StartsWith(beyond, StringComparison.Ordinal)))
        {
            errors.Add($"There are layers beyond the {configuration.Layers} of num_hidden_layers.");
        }

        if (errors.Count > 0)
        {
            const int Shown = 5;
            string more = errors.Count > Shown ? $" And {errors.Count - Shown} more." : string.Empty;
            throw new SraClException($"The weights '{_path}' do not fit the config.json beside them: {string.Join(' ', errors.Take(Shown))}{more} Copy the files of one model.");
        }
    }
}
