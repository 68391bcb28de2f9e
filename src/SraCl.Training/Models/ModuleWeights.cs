using SraCl.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Training.Models;

/// <summary>Writes the weights of modules as safetensors and reads them back into modules of the same shape.</summary>
internal static class ModuleWeights
{
    /// <summary>Writes every parameter and persistent buffer under its PyTorch name.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="module">The module.</param>
    public static void Write(Stream stream, nn.Module module)
    {
        using DisposeScope scope = NewDisposeScope();
        SafetensorsWriter.Write(stream, module.state_dict());
    }

    /// <summary>
    /// Reads every parameter and persistent buffer. Names, types and shapes are compared first, because <c>load_state_dict</c> would stretch a row over a whole matrix.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="module">The module; unchanged when the file does not fit it.</param>
    /// <exception cref="SraClException">The file is damaged or does not fit the module.</exception>
    public static void Read(string path, nn.Module module)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> expected = module.state_dict();
        using var reader = new SafetensorsReader(path);
        Compare(path, expected, reader.Entries);
        var weights = expected.Keys.ToDictionary(name => name, reader.Read, StringComparer.Ordinal);
        CheckFinite(path, weights);
        module.load_state_dict(weights);
    }

    /// <summary>A model with such a number in it answers with anything, and says nothing.</summary>
    private static void CheckFinite(string path, Dictionary<string, Tensor> weights)
    {
        foreach ((string name, Tensor value) in weights)
        {
            // The sum of finite numbers in double precision stays finite, and needs no tensor of its own.
            if (value.is_floating_point() && !double.IsFinite(value.sum(ScalarType.Float64).ToDouble()))
            {
                throw new SraClException($"The weights '{path}' hold a number in '{name}' that is not finite: the file is damaged, or the training had diverged. Copy the file again, or train again with a lower learning rate.");
            }
        }
    }

    /// <summary>Compares the names, types and shapes of a file with those of what it is to be loaded into.</summary>
    /// <param name="expected">What it is to be loaded into.</param>
    /// <param name="found">What the file has.</param>
    /// <returns>A sentence for each difference; empty when the file can be loaded.</returns>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, SafetensorsEntry> found)
    {
        var errors = new List<string>();
        foreach ((string name, Tensor value) in expected)
        {
            if (!found.TryGetValue(name, out SafetensorsEntry? entry))
            {
                errors.Add($"'{name}' is missing.");
            }
            else if (entry.Type != value.dtype || !entry.Shape.SequenceEqual(value.shape))
            {
                errors.Add($"'{name}' is {entry.Type} [{string.Join(", ", entry.Shape)}], expected {value.dtype} [{string.Join(", ", value.shape)}].");
            }
        }

        errors.AddRange(found.Keys.Where(name => !expected.ContainsKey(name)).Select(name => $"'{name}' is not known."));
        return errors;
    }

    /// <summary>Joins differences for a message, the first few of them.</summary>
    /// <param name="differences">What <see cref="Differences"/> gave; at least one.</param>
    public static string Text(IReadOnlyList<string> differences)
    {
        const int Shown = 5;
        return string.Join(' ', differences.Take(Shown)) + (differences.Count > Shown ? $" And {differences.Count - Shown} more." : string.Empty);
    }

    private static void Compare(string path, Dictionary<string, Tensor> expected, IReadOnlyDictionary<string, SafetensorsEntry> found)
    {
        IReadOnlyList<string> errors = Differences(expected, found);
        if (errors.Count > 0)
        {
            throw new SraClException($"The weights '{path}' do not fit the backbone described beside them: {Text(errors)} The files belong to different models: save the model again.");
        }
    }
}
