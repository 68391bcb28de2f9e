namespace SraCl.Cli.Pages;

/// <summary>A bar of a chart.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Value">How long it is, 0 or more.</param>
/// <param name="Color">Its color, as CSS writes it.</param>
/// <param name="Low">Where its whisker begins; null when it has none.</param>
/// <param name="High">Where its whisker ends; null when it has none.</param>
/// <param name="Note">What else the pointer shows; null for the value and its whisker.</param>
/// <param name="Apart">Whether some room is left before it.</param>
internal sealed record Bar(string Name, double Value, string Color, double? Low = null, double? High = null, string? Note = null, bool Apart = false);
