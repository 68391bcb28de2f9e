using static TorchSharp.torch;

namespace SraCl.Training.Serialization;

/// <summary>The element types of safetensors files: their names, torch's types and their sizes in bytes.</summary>
internal static class SafetensorsTypes
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

    /// <summary>Gets all names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(entry => entry.Name));

    /// <summary>Finds torch's type by its name in a file; null when there is none.</summary>
    public static ScalarType? TypeOf(string name) => All.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.Ordinal)) is { Name: not null } entry ? entry.Type : null;

    /// <summary>Gets the name of a type in a file.</summary>
    public static string NameOf(ScalarType type) => Find(type).Name;

    /// <summary>Gets the number of bytes of one element.</summary>
    public static int SizeOf(ScalarType type) => Find(type).Size;

    private static (string Name, ScalarType Type, int Size) Find(ScalarType type) => All.FirstOrDefault(entry => entry.Type == type) is { Name: not null } entry
        ? entry
        : throw new NotSupportedException($"Tensors of type {type} cannot be stored as safetensors; convert them to one of {string.Join(", ", All.Select(known => known.Type))}.");
}
