namespace SraCl.Cli.Pages;

/// <summary>A point of a map.</summary>
/// <param name="X">Its place, from left to right.</param>
/// <param name="Y">Its place, from bottom to top.</param>
/// <param name="Color">Its color, as CSS writes it.</param>
/// <param name="Note">What the pointer shows.</param>
/// <param name="Faint">Whether it stays in the background.</param>
internal readonly record struct Dot(double X, double Y, string Color, string Note, bool Faint = false);
