namespace SraCl.Cli.Pages;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Color">Its color, as CSS writes it.</param>
/// <param name="Points">Its points, from left to right.</param>
/// <param name="Marked">The index of a point that is marked, such as the best; null for none.</param>
internal sealed record Curve(string Name, string Color, IReadOnlyList<(double X, double Y)> Points, int? Marked = null);
