using SraCl.Neighbors;
using SraCl.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Semantic.Storage;

/// <summary>Reads embeddings from safetensors files, as Python's <c>safetensors.torch.save_file</c> writes them.</summary>
/// <remarks>Safe for concurrent use on different files.</remarks>
public static class SafetensorsFile
{
    private static readonly ScalarType[] Floats = [ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64];

    /// <summary>Reads a matrix of two axes, <c>[rows, d]</c>, of F16, BF16, F32 or F64.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensor">The name of the tensor; null where the file has one tensor only.</param>
    /// <returns>The matrix in single precision.</returns>
    /// <exception cref="SraClException">
    /// The file cannot be read, lacks the tensor, or holds several and none is named; or the tensor is something else, or holds a number that is not finite in single precision.
    /// </exception>
    public static EmbeddingMatrix ReadEmbeddings(string path, string? tensor = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new SafetensorsReader(path);
        string name = tensor ?? (file.Entries.Count == 1
            ? file.Entries.Keys.Single()
            : throw new SraClException($"'{path}' holds {file.Entries.Count} tensors; expected one, or the name of the one to read. {Names(file)}"));
        if (!file.Entries.TryGetValue(name, out SafetensorsEntry? entry))
        {
            throw new SraClException($"'{path}' has no tensor '{name}'. {Names(file)}");
        }

        Check(path, name, entry);
        using DisposeScope scope = NewDisposeScope();
        float[] values = file.Read(name).to(ScalarType.Float32).data<float>().ToArray();
        try
        {
            return new EmbeddingMatrix((int)entry.Shape[1], values);
        }
        catch (ArgumentException e)
        {
            throw new SraClException($"'{path}' holds no embeddings in '{name}' {Text(entry)}: {e.Message}", e);
        }
    }

    private static void Check(string path, string name, SafetensorsEntry entry)
    {
        string? problem = !Floats.Contains(entry.Type) ? $"numbers of type {SafetensorsTypes.NameOf(entry.Type)}; expected F16, BF16, F32 or F64. Save tensor.float()."
            : entry.Shape.Count != 2 ? $"the shape {Text(entry)}; expected two axes, rows and columns. Reshape the tensor."
            : entry.Shape.Any(size => size < 1) ? $"the shape {Text(entry)}; expected at least one row and one column. Make the file again."
            : entry.Shape[0] > Array.MaxLength / entry.Shape[1] ? $"the shape {Text(entry)}; expected at most {Array.MaxLength} numbers. Store fewer columns."
            : null;
        if (problem is not null)
        {
            throw new SraClException($"'{path}', tensor '{name}' has {problem}");
        }
    }

    private static string Names(SafetensorsReader file)
    {
        const int Shown = 10;
        string more = file.Entries.Count > Shown ? $" and {file.Entries.Count - Shown} more" : string.Empty;
        return file.Entries.Count == 0
            ? "It has none: make the file again."
            : $"It has {string.Join(", ", file.Entries.Take(Shown).Select(entry => $"'{entry.Key}' {Text(entry.Value)}"))}{more}.";
    }

    private static string Text(SafetensorsEntry entry) => $"[{string.Join(", ", entry.Shape)}]";
}
