using System.Text;

namespace SraCl.Fuzz.Tests;

/// <summary>A valid input: the files of one thing to read, by name.</summary>
/// <param name="Kind">What it is, for the target: a format, for instance.</param>
/// <param name="Files">The contents by name.</param>
internal sealed record FuzzSeed(string Kind, IReadOnlyList<(string Name, byte[] Content)> Files)
{
    /// <summary>Makes a seed of one text file.</summary>
    public static FuzzSeed Text(string kind, string name, string text) => new(kind, [(name, Encoding.UTF8.GetBytes(text))]);

    /// <summary>Makes a seed of all files in a folder.</summary>
    public static FuzzSeed Folder(string kind, string directory) => new(
        kind,
        Directory.GetFiles(directory).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file))).ToArray());
}
