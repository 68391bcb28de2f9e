namespace SraCl.Cli.Pages;

/// <summary>A cell of a table.</summary>
/// <param name="Text">Its text; lines stay lines.</param>
/// <param name="Strong">Whether it is in bold.</param>
internal readonly record struct TableCell(string Text, bool Strong = false)
{
    /// <summary>Makes a plain cell.</summary>
    /// <param name="text">Its text.</param>
    public static implicit operator TableCell(string text) => new(text);
}
