using static TorchSharp.torch;

namespace SraCl.Serialization;

/// <summary>The element types of safetensors files: their names, torch's types and their sizes in bytes.</summary>
/// <remarks>Stateless, hence safe for concurrent use.</remarks>
public static class SafetensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Size)[] All =
    [
        ("F64", ScalarType.Float64, 8),
        ("I64", ScalarType.Int64, 8),
        ("F32", ScalarType.Float32, 4),
        ("I32", ScalarType.Int32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Gets the names of all types, for messages: <c>F64, I64, F32, ...</c>.</summary>
    public static string Names => string.Join(", ", All.Select(entry => entry.Name));

    /// <summary>Finds torch's type by its name in a file.</summary>
    /// <param name="name">The name, such as <c>F32</c>.</param>
    /// <returns>The type; null when there is none of this name.</returns>
    public static ScalarType? TypeOf(string name) => All.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)) is { Name: not null } entry ? entry.Type : null;

    /// <summary>Gets the name of a type in a file.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The name, such as <c>F32</c>.</returns>
    /// <exception cref="NotSupportedException">The format has no such type.</exception>
    public static string NameOf(ScalarType type) => Find(type).Name;

    /// <summary>Gets the number of bytes of one element.</summary>
    /// <param name="type">The type.</param>
    /// <returns>1, 2, 4 or 8.</returns>
    /// <exception cref="NotSupportedException">The format has no such type.</exception>
    public static int SizeOf(ScalarType type) => Find(type).Size;

    private static (string Name, ScalarType Type, int Size) Find(ScalarType type) => All.FirstOrDefault(entry => entry.Type == type) is { Name: not null } entry
        ? entry
        : throw new NotSupportedException($"Tensors of type {type} cannot be stored as safetensors; convert them to one of {string.Join(", ", All.Select(known => known.Type))}.");
}
