namespace SraCl.Fuzz.Tests;

/// <summary>A mutated input on the disk.</summary>
/// <param name="Kind">The kind of its seed.</param>
/// <param name="Directory">The folder with its files and nothing else.</param>
/// <param name="Scratch">A folder for saving again what was read, empty.</param>
/// <param name="First">The first of its files, the only one for most.</param>
internal sealed record FuzzInput(string Kind, string Directory, string Scratch, string First);
